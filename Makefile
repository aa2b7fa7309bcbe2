# make | make check | make demo | make install PREFIX= DESTDIR= | make dist | make help
# Variables: V=1 (say what is run)  LINK=static|dynamic  API_DIR=DIR (sources of the Temporal API)  B=DIR  SAN=1  OFFLINE=1

B        ?= build
CC       ?= cc
PKG      := pkg-config
CFLAGS   ?= -O2 -g
CPPFLAGS ?=
LDFLAGS  ?=
PYTHON   ?= python3
PREFIX   ?= /usr/local
DESTDIR  ?=
VERSION  := $(shell cat VERSION)
# What is generated from the API, and its objects, serve every variant of the build.
G        ?= build

# Included makefiles are made first and make starts again: so the packages are there before
# anything asks for them, and the list of API files before any rule needs it.
GOALS := $(or $(MAKECMDGOALS),all)
QUIET := clean dist-clean install-deps help print-version format check-format check-c-format \
	check-shell check-python check-layers check-size
NEED  := $(if $(filter check% demo bench%,$(filter-out $(QUIET),$(GOALS))),check,$(if $(filter-out $(QUIET),$(GOALS)),build))
ifeq ($(NEED),check)
include $(G)/deps.mk
endif
ifneq ($(NEED),)
ifneq ($(NEED)$(DEPS_DONE),check)
include $(G)/config.mk
endif
endif
ifdef CONFIGURED
include $(G)/api.mk
endif

Q := $(if $(V),,@)
all: $(B)/wfsh compile_commands.json

$(G)/deps.mk: tools/install-deps
	@mkdir -p $(@D)
	@tools/install-deps check
	@echo DEPS_DONE := 1 > $@
$(G)/config.mk: tools/configure
	@mkdir -p $(@D)
	@tools/configure $(G) > $@.new && mv $@.new $@

WARN = -Wall -Wextra -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(WERROR)
ifdef SAN
SAN_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FORTIFY :=
else
FORTIFY := -D_FORTIFY_SOURCE=2
endif
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(WARN) -fPIE -fstack-protector-strong $(FORTIFY) \
	-ffunction-sections -fdata-sections $(CFLAGS_CPU) -ffile-prefix-map=$(CURDIR)=. \
	-I. -isystem $(G)/gen $(DEP_CFLAGS) -DPCRE2_CODE_UNIT_WIDTH=8 $(SAN_FLAGS) $(CPPFLAGS) $(CFLAGS) -MMD -MP
SMALL_LIBS  = -lyaml -lpcre2-8 -lutf8proc
TERMINAL    = -lreadline $(NCURSES_LIBS)
LIBS_static = -Wl,-Bstatic -Wl,--start-group $(GRPC_LIBS_STATIC) -lprotobuf-c $(SMALL_LIBS) $(TERMINAL) -ltinfo -lstdc++ \
	-Wl,--end-group -Wl,-Bdynamic -lm -lpthread -ldl
LIBS_dynamic = $(GRPC_LIBS) -lprotobuf-c $(SMALL_LIBS) $(TERMINAL) -lm -lpthread -ldl
HARDEN = -pie $(RELR) -Wl,--as-needed -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--gc-sections

include tools/api.mk

# ---- the program ------------------------------------------------------------------------
FOLDERS := base proto client commands tui shell
SRC  := $(filter-out shell/main.c,$(wildcard $(FOLDERS:%=%/*.c)))
OBJ  := $(SRC:%.c=$(B)/%.o)
SHELL_SRC := shell/main.c
SHELL_OBJ := $(SHELL_SRC:%.c=$(B)/%.o)
LIB  := $(B)/libwfsh.a

$(OBJ) $(SHELL_OBJ): | $(API_H) $(G)/gen/api_all.h
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<
VERSIONED := $(B)/shell/repl.o $(B)/commands/builtin.o $(B)/client/connection.o
$(VERSIONED): CPPFLAGS += -DWFSH_VERSION='"$(VERSION)"'
$(VERSIONED): VERSION
# It has the scripts inside.
$(B)/commands/completion.o: $(wildcard packaging/completion/*)
$(LIB): $(OBJ)
	@rm -f $@
	$(AR) rcs $@ $^
$(B)/wfsh: $(SHELL_OBJ) $(LIB) $(G)/libapi.a
	$(CC) $(HARDEN) $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_$(LINK))

compile_commands.json: Makefile $(SRC) $(SHELL_SRC) tools/compile-commands
	@tools/compile-commands '$(CURDIR)' '$(CC) $(ALL_CFLAGS)' $(SRC) $(SHELL_SRC) > $@

include tools/check.mk
include tools/fake.mk
include tools/install.mk
include tools/demo.mk
include tools/bench.mk
include tools/fuzz.mk

clean:
	rm -rf $(B) compile_commands.json
print-version:
	@echo $(VERSION)
help:
	@sed -n '1,2p' Makefile; sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' tools/*.mk

.PHONY: all clean help print-version
.DELETE_ON_ERROR:
-include $(OBJ:.o=.d) $(SHELL_OBJ:.o=.d)
