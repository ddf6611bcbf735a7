# make            the daemon build/muzzle and build/plugins/*.so
# make demo       plays the stories on a fake gateway with the real daemon, under a minute
# make check      every test and gate; SAN=1 with sanitizers, T=name only tests whose name contains it
# make bench      the numbers: sizes, time of an engine step, memory
# make bench-detection  the engine against every rule in use, on the same worlds; YEARS=100
# make mutants    does a test notice each wrong operator in the engine?
# make fuzz       every parser of foreign bytes, FUZZ_S=60 seconds each; T=name
# make soak       100 sessions, 100 000 polls under valgrind
# make install    PREFIX (/usr), DESTDIR; uninstall takes it away again
# make format     clang-format over the tree
# make deps       the Debian packages that build and tests need; says so, asks sudo if it must
# make clean
#
# CI=1 or check: warnings are errors.  CFLAGS and LDFLAGS are the packager's.

VERSION := 0.1.0
PREFIX  ?= /usr
PROGRAMS := sim watch init
YEARS   ?= 100
FUZZ_S  ?= 60
CFLAGS  ?= -Os -g
LTO     ?= $(if $(SAN),,-flto -flto-partition=one -fno-caller-saves -fno-move-loop-invariants -fno-ident)
B       := build$(if $(SAN),-san)

# Modules without clock, memory, log or descriptor: what they may call and include is a gate.
PURE := words policy target heap budget epoch run pulse silence container reach shared guard verify flight ladder incident agenda apply assess engine law learn cost leak
BUILD_DEPS := gcc make pkg-config libc6-dev libev-dev libcurl4-openssl-dev libinih-dev libjson-c-dev libmbedtls-dev libmicrohttpd-dev libncurses-dev
CHECK_DEPS := libcmocka-dev clang-14 clang-format-14 clang-tidy-14 shellcheck valgrind docker.io nginx-light busybox-static socat mandoc procps curl iproute2 openssl monitoring-plugins-basic libclang-rt-14-dev mosquitto mosquitto-clients prometheus-alertmanager postfix rsyslog runit s6 systemd chromium nodejs/node npm/npm prometheus tmux zsh fish bash-completion monit bsdutils

comma  := ,
WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wwrite-strings -Wcast-qual
WERROR := $(if $(CI)$(filter check,$(MAKECMDGOALS)),-Werror)
NEED   := -std=c11 -D_GNU_SOURCE -DMUZZLE_VERSION='"$(VERSION)"' -DMUZZLE_PREFIX='"$(PREFIX)"' -Icore -Isim -I$B $(WARN) $(WERROR) \
	-ffunction-sections -fdata-sections -fstack-protector -fno-plt -fno-unwind-tables \
	-fno-asynchronous-unwind-tables -MMD -MP $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined)
# Flash is small: no pages of padding between segments, nor for a plugin's few relocations; a plugin has no
# constructors; and what ships is compiled as a whole, its objects serve tests, gates and sanitizers.
LINK   := -Wl,--gc-sections,--as-needed,--build-id=none,-z,now,-z,noseparate-code,-z,pack-relative-relocs
SHARED := -fPIC -fvisibility=hidden
LEAN   := $(if $(SAN),,-nostartfiles -Wl$(comma)-z$(comma)defs$(comma)-z$(comma)norelro$(comma)-z$(comma)common-page-size=16$(comma)--no-ld-generated-unwind-info)
CORE_LIBS   := -lcurl -lev -linih -ljson-c -ldl
PLUGIN_LIBS := -ljson-c
LIBS_alert  := -lmbedcrypto
LIBS_webhook_recv := -lmbedcrypto -lmicrohttpd
LIBS_web   := -lmicrohttpd
LIBS_watch := -lncursesw -ltinfo
TEST_NEED   := -Itests/plugins -Itests/unit -Itests/sim -Iplugins/lib -Iwatch -Iinit -DBUILD_DIR='"$(CURDIR)/$B"' -DPLUGIN_DIR='"$(CURDIR)/$B/plugins"' -DSOURCE_DIR='"$(CURDIR)"'

link     = $(CC) $(NEED) $(CFLAGS) -o $@ $^ $(LINK)
whole    = $(CC) $(filter-out -W% -M%,$(NEED)) $(CPPFLAGS) $(CFLAGS) $(LTO) -o $@ $(if $(LTO),$1,$^) $(LINK)
objects  = $(patsubst %.c,$B/%.o,$(wildcard $1))
CORE    := $(filter-out $B/core/main.o,$(call objects,core/*.c))
PURE_O  := $(filter $(PURE:%=$B/core/%.o),$(CORE))
LIB     := $(call objects,plugins/lib/*.c)
PLUGINS := $(patsubst %.c,$B/%.so,$(wildcard plugins/*.c))
FIXTURES := $(patsubst tests/fixtures/plugins/%.c,$B/fixtures/%.so,$(wildcard tests/fixtures/plugins/*.c))
UNIT    := $(patsubst tests/unit/%.c,$B/unit/%,$(wildcard tests/unit/test_*.c))
PLUGGED := $(patsubst tests/plugins/%.c,$B/plugged/%,$(wildcard tests/plugins/test_*.c))
SIMPROG := $(patsubst %,$B/simtest/%,estimators bench_detection)
SIMTEST := $(patsubst tests/sim/%.c,$B/simtest/%,$(wildcard tests/sim/test_*.c $(SIMPROG:$B/simtest/%=tests/sim/%.c)))
SIMLIB  := $(filter-out $(SIMTEST:$B/simtest/%=$B/tests/sim/%.o),$(call objects,tests/sim/*.c))
TOOLS   := $(patsubst tests/tools/%.c,$B/tools/%.so,$(wildcard tests/tools/*.c))
BENCHES := $(patsubst tests/bench/%.c,$B/bench/%,$(wildcard tests/bench/*.c))
MANUALS := $(patsubst etc/%.in,$B/%,$(wildcard etc/man/*.in etc/completion/*.in))
DIRS    := $(addprefix $B/,core plugins/lib etc/man $(PROGRAMS) examples/fake_gateway fixtures unit plugged simtest man completion tools bench $(patsubst %/,%,$(wildcard tests/*/)))

all: $B/muzzle $(PLUGINS) $B/libcore.a $(MANUALS) $(patsubst %/main.c,$B/muzzle-%,$(wildcard $(PROGRAMS:%=%/main.c)))
tests: all $(FIXTURES) $(UNIT) $(PLUGGED) $(SIMTEST) $B/fake_gateway $(TOOLS) $(BENCHES)
$(PURE_O): NEED += -Wconversion
# Where the defaults of paths are compiled in.
PREFIXED := $B/prefix$(subst /,-,$(PREFIX))
$(patsubst %,$B/core/%.o,keys instances cmd_plugins cmd_program): $(shell mkdir -p $(DIRS); test -e $(PREFIXED) || \
	{ rm -f $B/prefix*; touch $(PREFIXED); }; echo $(PREFIXED))

$B/%.o: %.c Makefile
	$(CC) $(NEED) $(if $(filter plugins/%,$<),$(SHARED)) $(if $(filter tests/%,$<),$(TEST_NEED)) \
		$(CPPFLAGS) $(CFLAGS) -c -o $@ $<
# What the page is made of, as bytes for plugins/lib/page.c, and a table of them.
$B/pagefiles.h: $(wildcard plugins/page/*)
	@{ for f in $^; do echo "static const unsigned char page_$$(basename $$f | tr .- __)[] = {"; \
		sed "s/^\t*//" $$f | od -An -v -tx1 | sed "s/ \(..\)/0x\1,/g"; echo "};"; done; \
		echo '#define PAGE_FILES' $(foreach f,$(^F),'PAGE_FILE("$f", page_$(subst -,_,$(subst .,_,$f)))'); } >$@
$B/plugins/lib/page.o: $B/pagefiles.h
$B/libcore.a: $(CORE)
$B/libplugin.a: $(LIB)
$(foreach p,$(PROGRAMS),$(eval $B/lib$p.a: $(filter-out %/main.o,$(call objects,$p/*.c))))
$B/libsimtest.a: $(SIMLIB)
$B/libfake.a: $(call objects,tests/plugins/fake_*.c)
$B/lib%.a:
	@rm -f $@; $(AR) rcs $@ $^
# Commands that are programs of their own: a router's flash need not carry them.
$B/muzzle-%: $B/%/main.o $B/lib%.a $B/libcore.a
	$(link) $(CORE_LIBS) $(LIBS_$*) -lm $(LDFLAGS)
$B/muzzle: $B/core/main.o $B/libcore.a
	$(call whole,$(wildcard core/*.c)) -Wl,-z,relro $(CORE_LIBS) $(LDFLAGS)
# Unresolved names are an error: a plugin gets everything from the host's table.
$B/plugins/%.so: $B/plugins/%.o $B/libplugin.a
	$(call whole,plugins/$*.c $(wildcard plugins/lib/*.c)) $(SHARED) -shared $(LEAN) $(PLUGIN_LIBS) $(LIBS_$*) $(LDFLAGS)
$B/fixtures/%.so: tests/fixtures/plugins/%.c Makefile
	$(CC) $(NEED) $(CFLAGS) $(SHARED) -shared -o $@ $<
$B/tools/%.so: tests/tools/%.c Makefile
	$(CC) $(filter-out -fsan% -fno-san%,$(NEED)) $(CFLAGS) -fPIC -shared -o $@ $<
$B/unit/%: $B/tests/unit/%.o $B/libwatch.a $B/libinit.a $B/libcore.a
	$(link) -lcmocka $(CORE_LIBS) $(LIBS_watch) -lm $(LDFLAGS)
$B/simtest/%: $B/tests/sim/%.o $B/libsimtest.a $B/libsim.a $B/libcore.a $B/libfake.a
	$(link) -lcmocka $(CORE_LIBS) $(LIBS_alert) -lm $(LDFLAGS)
$B/plugged/%: $B/tests/plugins/%.o $(call objects,tests/plugins/fake_*.c) $B/libplugin.a
	$(link) -lcmocka $(PLUGIN_LIBS) $(LIBS_webhook_recv) -ldl $(LDFLAGS)
$B/plugged/test_probe_waha: $(patsubst %,$B/examples/fake_gateway/%.o,api lookup session sink wahalog)
$B/bench/%: $B/tests/bench/%.o $B/libcore.a
	$(link) $(CORE_LIBS) $(LDFLAGS)
$B/fake_gateway: $(call objects,examples/fake_gateway.c examples/fake_gateway/*.c)
	$(link) -lmbedcrypto $(LDFLAGS)
$B/manual: $B/etc/man/manual.o $B/libcore.a
	$(link) $(CORE_LIBS) $(LDFLAGS)
$(MANUALS): $B/%: etc/%.in $B/manual $(PLUGINS) $(wildcard etc/presets/*.ini etc/completion/*.sh examples/manual/*.c)
	@$B/manual $(PLUGINS) <$< >$@.new && mv $@.new $@

demo:
	@tests/deps.sh $(BUILD_DEPS) curl && echo "building ..."
	@$(MAKE) --no-print-directory -s -j$(shell nproc) all $B/fake_gateway
	@examples/demo/demo.sh $B

check: deps
	@MAKE="$(MAKE)" SAN="$(SAN)" PURE="$(PURE)" tests/run.sh $B "$(T)"
bench: all $(BENCHES) $(SIMPROG)
	@for b in tests/bench/*.sh; do echo "== $$b"; $$b $B || exit 1; done
bench-detection: all $(SIMPROG)
	@$B/simtest/estimators && $B/simtest/bench_detection --years $(YEARS) --out $B
fuzz: deps
	@tests/fuzz/fuzz.sh $(FUZZ_S) $(T)
mutants: tests
	@tests/mutants/mutants.sh all
soak: tests
	@SOAK_POLLS=1000 tests/e2e/90-soak.sh $B
install: all
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" etc/install.sh $B install
uninstall:
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" etc/install.sh $B uninstall
deps:
	@tests/deps.sh $(BUILD_DEPS) $(CHECK_DEPS)
format:
	clang-format-14 -i $(wildcard $(foreach d,core sim watch init etc/man plugins plugins/lib tests/* examples examples/*,$d/*.[ch]))
clean:
	rm -rf build build-san

.PHONY: all tests demo check bench bench-detection fuzz mutants soak install uninstall deps format clean
.SECONDARY:
-include $(wildcard $B/*/*.d $B/*/*/*.d)
