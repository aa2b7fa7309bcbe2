# Installing and packing.

install: all ## into DESTDIR/PREFIX
	install -Dm755 $(B)/wfsh $(DESTDIR)$(PREFIX)/bin/wfsh
	ln -sf wfsh $(DESTDIR)$(PREFIX)/bin/temporal-wfsh
uninstall: ## what install installed
	rm -f $(DESTDIR)$(PREFIX)/bin/wfsh $(DESTDIR)$(PREFIX)/bin/temporal-wfsh

.PHONY: install uninstall
