# The API: wheel -> .proto sources -> descriptors -> C. See docs/internals/proto.md.

WHEEL := $(G)/wheel/temporalio-1.35.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
API_ROOTS := temporal/api/workflowservice/v1/service.proto temporal/api/operatorservice/v1/service.proto \
	temporal/api/errordetails/v1/message.proto google/rpc/status.proto grpc/health/v1/health.proto

# The sources come from API_DIR=, from the tarball's own copy, or from the wheel.
ifneq ($(wildcard api/proto/LICENSE),)
API_DIR ?= api/proto
endif
ifdef API_DIR
API_STAMP := $(API_DIR)/temporal/api/workflowservice/v1/service.proto
else
API_DIR   := $(G)/api
API_STAMP := $(G)/api/stamp
endif

$(WHEEL): api/requirements.txt
	@mkdir -p $(@D)
	@tools/fetch-api $< $(@D)
	@touch $@
$(G)/api/stamp: $(WHEEL) api/gen.py
	$(PYTHON) api/gen.py unpack $< $(@D)
	@touch $@
$(G)/api.binpb: $(API_STAMP) api/wfsh/admin.proto
	@protoc -I$(API_DIR) -Iapi -I$(PB_C_INC) --include_imports --descriptor_set_out=$@ \
		$(API_ROOTS) wfsh/admin.proto protobuf-c/protobuf-c.proto
$(G)/prep.binpb $(G)/api.mk &: $(G)/api.binpb api/gen.py api/wire.py
	@mkdir -p $(G)/gen
	$(PYTHON) api/gen.py prepare $< $(G)/prep.binpb $(G)/api.mk

API_C := $(API_PROTOS:%.proto=$(G)/gen/%.pb-c.c)
API_H := $(API_C:.c=.h)
API_O := $(API_C:.c=.o) $(G)/gen/order.o
$(API_C) $(API_H) &: $(G)/prep.binpb
	@protoc --descriptor_set_in=$< --c_out=$(G)/gen $(API_PROTOS)
	@$(PYTHON) api/gen.py mend $(API_C)
	@touch $(API_C) $(API_H)
$(G)/gen/order.c: $(G)/prep.binpb
	$(PYTHON) api/gen.py order $< $@
$(G)/gen/api_all.h: $(G)/api.mk api/gen.py
	$(PYTHON) api/gen.py header $< $@
$(G)/gen/%.o: $(G)/gen/%.c proto/order.h
	@$(CC) -std=c11 -D_GNU_SOURCE -fPIE -O2 -ffunction-sections -fdata-sections \
		$(CFLAGS_CPU) -I. -I$(G)/gen -c -o $@ $<
$(G)/libapi.a: $(API_O)
	@rm -f $@
	@$(AR) rcs $@ $^
