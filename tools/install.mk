# Installing and packing.

BINDIR     ?= $(PREFIX)/bin
DATADIR    ?= $(PREFIX)/share
MANDIR     ?= $(DATADIR)/man
DOCDIR     ?= $(DATADIR)/doc/wfsh
LICENSEDIR ?= $(DATADIR)/licenses/wfsh
BASHDIR    ?= $(DATADIR)/bash-completion/completions
ZSHDIR     ?= $(DATADIR)/zsh/site-functions
FISHDIR    ?= $(DATADIR)/fish/vendor_completions.d
INSTALL    ?= install
INSTALL_PROGRAM ?= $(INSTALL) -m755
# The date in man pages and in the tarball: the last change, not the day of the build.
EPOCH = $(or $(SOURCE_DATE_EPOCH),$(shell cat .epoch 2>/dev/null || git log -1 --format=%ct))

# ---- man pages and the docs page, from the command tables -----------------------------------
MAN_STAMP := $(B)/man/stamp
man: $(MAN_STAMP) ## build/man: from the command tables and man/
$(MAN_STAMP): $(B)/wfsh tools/man $(wildcard man/*)
	@rm -rf $(@D) && mkdir -p $(@D)
	@$(B)/wfsh --dump-commands > $(@D)/commands.json
	@$(PYTHON) tools/man pages --date $(EPOCH) $(@D)/commands.json $(@D)
	@$(if $(wildcard man/*.[157]),cp man/*.[157] $(@D)/)
	@touch $@
docs/commands.md: $(MAN_STAMP)
	@$(PYTHON) tools/man docs $(B)/man/commands.json $@
docs: docs/commands.md $(B)/tests/tools/dashboard_keys ## commands and keys in docs/, from the tables
	@$(PYTHON) tools/dashboard-docs $(B)/tests/tools/dashboard_keys docs/dashboard.md
check check-long: $(B)/tests/tools/dashboard_keys
pictures: all ## docs/pictures, the dashboard's screens on a dev server
	@tools/venv
	@$(PYTHON) tools/pictures

install: all man ## into DESTDIR/PREFIX
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5 \
		$(DESTDIR)$(MANDIR)/man7 $(DESTDIR)$(DOCDIR) $(DESTDIR)$(LICENSEDIR) \
		$(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	$(INSTALL_PROGRAM) $(B)/wfsh $(DESTDIR)$(BINDIR)/wfsh
	ln -sf wfsh $(DESTDIR)$(BINDIR)/temporal-wfsh
	for s in 1 5 7; do for f in $(B)/man/*.$$s; do \
		[ ! -f $$f ] || $(INSTALL) -m644 $$f $(DESTDIR)$(MANDIR)/man$$s/ || exit 1; done; done
	$(INSTALL) -m644 packaging/completion/wfsh.bash $(DESTDIR)$(BASHDIR)/wfsh
	$(INSTALL) -m644 packaging/completion/_wfsh $(DESTDIR)$(ZSHDIR)/_wfsh
	$(INSTALL) -m644 packaging/completion/wfsh.fish $(DESTDIR)$(FISHDIR)/wfsh.fish
	$(INSTALL) -m644 COPYING $(DESTDIR)$(LICENSEDIR)/COPYING
	$(INSTALL) -m644 $(API_DIR)/LICENSE $(DESTDIR)$(LICENSEDIR)/LICENSE.temporal-api
	$(INSTALL) -m644 $(wildcard README.md docs/*.md) $(DESTDIR)$(DOCDIR)/
	$(INSTALL) -d $(DESTDIR)$(DOCDIR)/pictures
	$(INSTALL) -m644 $(wildcard docs/pictures/*.svg) $(DESTDIR)$(DOCDIR)/pictures/
install-strip: ## the same, without symbols
	@$(MAKE) --no-print-directory install INSTALL_PROGRAM='$(INSTALL) -s -m755'
uninstall: ## what install installed
	rm -f $(DESTDIR)$(BINDIR)/wfsh $(DESTDIR)$(BINDIR)/temporal-wfsh \
		$(DESTDIR)$(MANDIR)/man1/wfsh.1 $(DESTDIR)$(MANDIR)/man1/wfsh-*.1 \
		$(DESTDIR)$(MANDIR)/man5/wfsh.toml.5 $(DESTDIR)$(MANDIR)/man7/wfsh-query.7 \
		$(DESTDIR)$(BASHDIR)/wfsh $(DESTDIR)$(ZSHDIR)/_wfsh $(DESTDIR)$(FISHDIR)/wfsh.fish
	rm -rf $(DESTDIR)$(DOCDIR) $(DESTDIR)$(LICENSEDIR)

# ---- the tarball, and packages made of it ---------------------------------------------------
DIST    := wfsh-$(VERSION)
TARBALL := $(B)/$(DIST).tar.gz
dist: $(API_STAMP) ## build/wfsh-VERSION.tar.gz: what git has, and the API's sources
	@rm -rf $(B)/dist && mkdir -p $(B)/dist/$(DIST)
	@tools/sources dist | tar -cT - | tar -xC $(B)/dist/$(DIST)
	@mkdir -p $(B)/dist/$(DIST)/api/proto
	@tar -C $(API_DIR) -c --exclude=./stamp --exclude=./testsrv_upstream . | \
		tar -xC $(B)/dist/$(DIST)/api/proto
	@echo $(EPOCH) > $(B)/dist/$(DIST)/.epoch
	@tar -C $(B)/dist --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$(EPOCH) \
		--mode=u+rwX,go+rX,go-w -c $(DIST) | gzip -n9 > $(TARBALL)
	@rm -rf $(B)/dist
	@echo $(TARBALL)
distcheck: dist ## the tarball builds with no network, installs and uninstalls
	@tests/run-tap tests/package/dist.sh
pkg: dist ## build/pkg: an Arch package, by makepkg
	@tools/install-deps pkg
	@packaging/makepkg $(TARBALL) $(B)/pkg
check-pkg: all ## the Arch package builds with no network, HOME or terminal, installs and removes
	@tests/run-tap tests/package/arch.sh

.PHONY: man docs pictures install install-strip uninstall dist distcheck pkg check-pkg
