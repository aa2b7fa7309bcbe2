# Tests and gates. `make check` runs them all and ends with the one line that counts.

UNIT_SRC  := $(wildcard tests/unit/test_*.c)
UNIT_SAN  := build/san
UNIT_BIN  := $(UNIT_SRC:tests/unit/%.c=$(UNIT_SAN)/tests/unit/%)

check: all ## everything that CI runs
	@tests/run-all

# Units are built with ASan and UBSan, against objects built alike.
check-unit: ## C units under sanitizers
	@$(MAKE) --no-print-directory B=$(UNIT_SAN) SAN=1 G=$(G) CFLAGS='-O1 -g' unit-binaries
	@tests/run-tap $(UNIT_BIN)
unit-binaries: $(UNIT_SRC:tests/unit/%.c=$(B)/tests/unit/%)
$(B)/tests/unit/%: $(B)/tests/unit/%.o $(LIB) $(G)/libapi.a
	$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS_$(LINK))
$(B)/tests/tools/%: $(B)/tests/tools/%.o $(LIB) $(G)/libapi.a
	$(CC) -pie $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_$(LINK))
$(UNIT_SRC:%.c=$(B)/%.o): | $(API_H) $(G)/gen/api_all.h
san: ## build/san/wfsh: the program under ASan and UBSan
	@$(MAKE) --no-print-directory B=$(UNIT_SAN) SAN=1 G=$(G) CFLAGS='-O1 -g' $(UNIT_SAN)/wfsh

FORMATTED = $(shell git ls-files '*.c' '*.h')
format: ## clang-format over the C sources
	clang-format -i $(FORMATTED)
check-format:
	@clang-format --dry-run -Werror $(FORMATTED)

.PHONY: check check-unit unit-binaries san format check-format
.SECONDARY:
