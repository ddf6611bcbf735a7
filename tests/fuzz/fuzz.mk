# fuzz.mk - the project's own Makefile with other tools: clang, its sanitizers, libFuzzer.  Called by fuzz.sh.
override B      := build/fuzz
override CC     := clang-14
override SAN    := yes
override WARN   :=
override CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link
override LINK   :=
FUZZERS := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzzers: $(FUZZERS)
include Makefile
$(FUZZERS): $B/%: $B/tests/fuzz/%.o $B/tests/fuzz/fuzz.o $B/libcore.a $B/libplugin.a
	$(link) -fsanitize=fuzzer $(CORE_LIBS) $(PLUGIN_LIBS) -lm $(LDFLAGS)
