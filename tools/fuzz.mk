# Coverage-guided fuzzers: clang's libFuzzer with ASan and UBSan. What is committed of a corpus is
# small; what a run finds grows in build/fuzz/ and is the start of the next one.

FUZZ_CC      ?= $(firstword $(wildcard /usr/bin/clang /usr/bin/clang-[0-9][0-9]) clang)
FUZZ_SECONDS ?= 60
FUZZ_FLAGS    = -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
# Of the folders below only what needs no library.
FUZZ_BASE    := base/arena.c base/error.c base/mem.c base/strbuf.c

build/fuzz/syntax: tests/fuzz/syntax.c shell/syntax.c $(FUZZ_BASE) $(wildcard base/*.h shell/*.h)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) -std=c11 -D_GNU_SOURCE -g -O1 $(FUZZ_FLAGS) -I. -o $@ $(filter %.c,$^) || { \
		echo "fuzz: $(FUZZ_CC) with its runtime is needed (Debian: clang libclang-rt-dev)" >&2; exit 1; }

fuzz-syntax: build/fuzz/syntax ## the shell's lexer, for FUZZ_SECONDS=60
	@mkdir -p build/fuzz/syntax.corpus
	build/fuzz/syntax -max_total_time=$(FUZZ_SECONDS) -max_len=600 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/ build/fuzz/syntax.corpus tests/fuzz/syntax
# Only what is committed and found, once: seconds.
fuzz-syntax-corpus: build/fuzz/syntax
	@mkdir -p build/fuzz/syntax.corpus
	@build/fuzz/syntax -runs=0 -timeout=5 build/fuzz/syntax.corpus tests/fuzz/syntax

.PHONY: fuzz-syntax fuzz-syntax-corpus
