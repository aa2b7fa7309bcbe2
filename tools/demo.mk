# The demo: all of its set-up, then a tour of real verbs on a real server.

demo: all ## a tour on the official dev server; does all of the set-up
	@tools/venv
	@tools/demo

.PHONY: demo
