# Tests and gates. `make check` runs them all and ends with the one line that counts.

UNIT_SRC  := $(wildcard tests/unit/test_*.c)
UNIT_SAN  := build/san
UNIT_BIN  := $(UNIT_SRC:tests/unit/%.c=$(UNIT_SAN)/tests/unit/%)
SAN_MAKE  = $(MAKE) --no-print-directory B=$(UNIT_SAN) SAN=1 G=$(G) CFLAGS='-O1 -g'

check: all ## everything that CI runs
	@tests/run-all
check-long: all ## hours less than for ever: the real server, the package, soaks
	@tests/run-all --long

# Units are built with ASan and UBSan, against objects built alike.
check-unit: ## C units under sanitizers
	@$(SAN_MAKE) unit-binaries
	@tests/run-tap $(UNIT_BIN)
san-unit:
	@$(SAN_MAKE) unit-binaries
unit-binaries: $(UNIT_SRC:tests/unit/%.c=$(B)/tests/unit/%)
$(B)/tests/unit/%: $(B)/tests/unit/%.o $(LIB) $(G)/libapi.a
	$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS_$(LINK))
$(B)/tests/tools/%: $(B)/tests/tools/%.o $(LIB) $(G)/libapi.a
	$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_$(LINK))
$(UNIT_SRC:%.c=$(B)/%.o): | $(API_H) $(G)/gen/api_all.h
san: ## build/san/wfsh: the program under ASan and UBSan
	@$(SAN_MAKE) $(UNIT_SAN)/wfsh
golden: all ## rewrite what the golden tests expect (then: git diff)
	@tests/run-tap --update $(wildcard tests/cli/*.sh)
screens: ## rewrite tests/unit/screens, what the dashboard's screens look like (then: git diff)
	@$(SAN_MAKE) $(UNIT_SAN)/tests/unit/test_tui_screens
	@WFSH_SCREENS=1 $(UNIT_SAN)/tests/unit/test_tui_screens
fuzz-tui: ## keys at the dashboard that nobody would type: TIME=SECONDS (60)
	@$(SAN_MAKE) $(UNIT_SAN)/tests/unit/test_tui_fuzz
	@WFSH_FUZZ_SECONDS=$(or $(TIME),60) $(UNIT_SAN)/tests/unit/test_tui_fuzz

# ---- form -------------------------------------------------------------------------------
# The environment's own clang-format: every version breaks lines its own way.
CLANG_FORMAT = $(or $(wildcard build/venv/bin/clang-format),clang-format)
RUFF = $(or $(wildcard build/venv/bin/ruff),ruff)
format: ## clang-format and ruff over the sources
	$(CLANG_FORMAT) -i $$(tools/sources c; tools/sources h)
	$(RUFF) check -q --fix $$(tools/sources py)
	$(RUFF) format -q $$(tools/sources py)
check-format: check-c-format check-shell check-python ## the form of every source
check-c-format:
	@$(CLANG_FORMAT) --dry-run $$(tools/sources c; tools/sources h) 2>&1 | \
		sed -n 's/:[0-9]*:[0-9]*: warning.*/: not as make format makes it/p' | sort -u | \
		{ ! grep .; }
check-shell:
	@shellcheck $$(tools/sources sh)
check-python:
	@$(RUFF) check -q --no-cache $$(tools/sources py)
	@$(RUFF) format --no-cache --check -q $$(tools/sources py) || \
		{ echo "make format makes it right"; exit 1; }

# ---- gates ------------------------------------------------------------------------------
check-layers: ## includes follow the layers
	@tools/check-layers
check-size: ## no file over 800 lines, no function over 100
	@tools/check-size

# Every header compiles alone.
HEADERS := $(wildcard $(FOLDERS:%=%/*.h))
HEADER_OK := $(HEADERS:%=header-%)
check-headers: $(HEADER_OK)
$(HEADER_OK): header-%: | $(API_H) $(G)/gen/api_all.h
	@echo '#include "$*"' | $(CC) $(filter-out -MMD -MP,$(ALL_CFLAGS)) -fsyntax-only -xc -

# A C file of elsewhere: SNIPPET=FILE.
check-snippet: | $(API_H) $(G)/gen/api_all.h
	@$(CC) $(filter-out -MMD -MP,$(ALL_CFLAGS)) -fsyntax-only $(SNIPPET)
	@$(CLANG_FORMAT) --style=file:.clang-format $(SNIPPET) | diff -u $(SNIPPET) -

# A file that passed is looked at again when it, a header of it or the checks have changed.
# A quarter of the analyser's usual depth takes a quarter of the time.
TIDY := $(patsubst %.c,$(B)/tidy/%.ok,$(SRC) $(SHELL_SRC))
TIDY_FLAGS = -isystem tools/tidy $(filter-out -W% -f% -MMD -MP,$(ALL_CFLAGS)) -DWFSH_VERSION='"$(VERSION)"' \
	-Xclang -analyzer-config -Xclang max-nodes=60000
check-tidy: $(TIDY) ## clang-tidy
$(B)/tidy/%.ok: %.c $(B)/%.o .clang-tidy tools/tidy/uthash.h
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- $(TIDY_FLAGS) >$(@:.ok=.log) 2>&1 || \
		{ grep -v 'warnings.* generated\.$$' $(@:.ok=.log); exit 1; }
	@touch $@

# What the program needs at run time; one library more is a decision, not an accident.
check-libs: $(B)/wfsh
	@tools/check-libs $(B)/wfsh $(LINK)

-include $(UNIT_SRC:%.c=$(B)/%.d) $(B)/tests/tools/dashboard_keys.d $(B)/tests/tools/toml_decode.d

.PHONY: check check-long check-unit san-unit unit-binaries san golden screens fuzz-tui format check-format \
	check-c-format check-shell check-python check-layers check-size check-headers check-snippet \
	check-tidy check-libs $(HEADER_OK)
.SECONDARY:
