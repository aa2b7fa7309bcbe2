# The fake frontend of the tests: tests/fake/README.md.

FAKE_SRC  := $(wildcard tests/fake/*.c)
FAKE_OBJ  := $(FAKE_SRC:%.c=$(B)/%.o)
FAKE_LIBS := -lprotobuf-c -lnghttp2 -lssl -lcrypto -lutf8proc -lpcre2-8 -lz -lm

$(FAKE_OBJ): | $(API_H) $(G)/gen/api_all.h
$(B)/tests/fake/fakefront: $(FAKE_OBJ) $(LIB) $(G)/libapi.a
	$(CC) -pie -Wl,--as-needed -Wl,--gc-sections $(SAN_FLAGS) $(LDFLAGS) -o $@ $^ $(FAKE_LIBS)
check check-long: $(B)/tests/fake/fakefront
fakefront: $(B)/tests/fake/fakefront ## the fake frontend of the tests

.PHONY: fakefront
-include $(FAKE_OBJ:.o=.d)
