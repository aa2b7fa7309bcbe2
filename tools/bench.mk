# What the program costs, beside the official CLI: tests/bench/bench.py.

$(B)/tests/bench/measure: tests/bench/measure.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE $(WARN) -O2 -o $@ $<
check check-long: $(B)/tests/bench/measure $(B)/tests/bench/rpc
bench: all $(B)/tests/fake/fakefront $(B)/tests/bench/measure ## CPU, memory and wall time, as pairs with the official CLI
	@tools/venv
	@python3 -B tests/bench/bench.py $(BENCH_FLAGS)
	@for script in tests/bench/*.sh; do [ ! -x "$$script" ] || "$$script" || exit 1; done
bench-tui: all $(B)/tests/fake/fakefront $(B)/tests/bench/measure ## the dashboard on a terminal: bytes, CPU, memory, wake-ups
	@python3 -B tests/bench/tui.py $(BENCH_FLAGS)

$(B)/tests/bench/rpc.o: | $(API_H) $(G)/gen/api_all.h
$(B)/tests/bench/rpc: $(B)/tests/bench/rpc.o $(LIB) $(G)/libapi.a
	$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_$(LINK))
bench-shell: all $(B)/tests/fake/fakefront $(B)/tests/bench/rpc ## what the prompt costs, through a terminal
	@python3 -B tests/bench/shell.py $(BENCH_FLAGS)

.PHONY: bench bench-shell bench-tui
-include $(B)/tests/bench/rpc.d
