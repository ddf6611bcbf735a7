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
fuzzers: $(PLUGINS)
$B/libfuzz.a: $(patsubst %,$B/tests/fuzz/%.o,fuzz drive dialogue known page) \
	$(patsubst %,$B/tests/plugins/fake_%.o,host fds memory options report show)
$(FUZZERS): $B/%: $B/tests/fuzz/%.o $B/libfuzz.a $B/libinit.a $B/libcore.a $B/libplugin.a
	$(link) -fsanitize=fuzzer -rdynamic $(CORE_LIBS) $(PLUGIN_LIBS) $(LIBS_webhook_recv) -lm $(LDFLAGS)
