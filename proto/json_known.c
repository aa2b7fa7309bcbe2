/* proto/json_known.c: the well-known types, which have a JSON form of their own. */
#include <stdint.h>
#include <string.h>

#include "proto/json_input.h"
#include "proto/message.h"

static enum wf_code expected(struct wf_json_input *in, const unsigned char *at,
                             const char *words)
{
    return wf_json_input_fault(in, at, "%s is expected", words);
}

static bool digits(const char **s, int n, int *ret)
{
    *ret = 0;
    for (; n > 0; n--, (*s)++) {
        if (**s < '0' || **s > '9')
            return false;
        *ret = *ret * 10 + (**s - '0');
    }
    return true;
}

static bool literal(const char **s, char c)
{
    return *(*s)++ == c;
}

/* ".5" as 500,000,000; nothing as 0; false when it has more than nine digits. */
static bool fraction(const char **s, int32_t *ret_nanos)
{
    int32_t unit = 100000000;

    *ret_nanos = 0;
    if (**s != '.')
        return true;
    for ((*s)++; **s >= '0' && **s <= '9'; (*s)++, unit /= 10) {
        if (unit == 0)
            return false;
        *ret_nanos += (**s - '0') * unit;
    }
    return unit < 100000000;
}

static int64_t days_of(int y, int m, int d)
{
    int64_t era, yoe, doy;

    y -= m <= 2;
    era = y / 400;
    yoe = y - era * 400;
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static bool offset_seconds(const char **s, int *ret)
{
    int sign = **s == '-' ? -1 : 1, h, m;

    *ret = 0;
    if (**s == 'Z' || **s == 'z') {
        (*s)++;
        return true;
    }
    if (**s != '+' && **s != '-')
        return false;
    (*s)++;
    if (!digits(s, 2, &h) || !literal(s, ':') || !digits(s, 2, &m) || h > 23 || m > 59)
        return false;
    *ret = sign * (h * 3600 + m * 60);
    return true;
}

/* RFC 3339, the years 1 to 9999, which nanoseconds in 64 bits would not hold. */
static bool parse_timestamp(const char *s, Tgoogleprotobuf__Timestamp *t)
{
    static const int month_days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year, month, day, hour, minute, second, offset;

    if (!digits(&s, 4, &year) || !literal(&s, '-') || !digits(&s, 2, &month) ||
        !literal(&s, '-') || !digits(&s, 2, &day) || (*s != 'T' && *s != 't'))
        return false;
    s++;
    if (!digits(&s, 2, &hour) || !literal(&s, ':') || !digits(&s, 2, &minute) ||
        !literal(&s, ':') || !digits(&s, 2, &second) || !fraction(&s, &t->nanos) ||
        !offset_seconds(&s, &offset) || *s != '\0')
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days[month - 1] ||
        hour > 23 || minute > 59 || second > 59)
        return false;
    if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
        return false;
    t->seconds =
        days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    return true;
}

/* "-1.5s"; at most 10,000 years, as protobuf has it. */
static bool parse_duration(const char *s, Tgoogleprotobuf__Duration *d)
{
    bool negative = *s == '-';
    const char *start = s += negative;

    d->seconds = 0;
    for (; *s >= '0' && *s <= '9' && s - start < 12; s++)
        d->seconds = d->seconds * 10 + (*s - '0');
    if (s == start || !fraction(&s, &d->nanos) || strcmp(s, "s") != 0 ||
        d->seconds > INT64_C(315576000000))
        return false;
    if (negative) {
        d->seconds = -d->seconds;
        d->nanos = -d->nanos;
    }
    return true;
}

/* "userMetadata.summary,priority" is user_metadata.summary and priority. */
static void parse_field_mask(struct wf_json_input *in, const char *s,
                             Tgoogleprotobuf__FieldMask *m)
{
    struct wf_strbuf path = WF_STRBUF_INIT;

    for (; *s != '\0'; s++) {
        if (*s >= 'A' && *s <= 'Z') {
            wf_strbuf_addc(&path, '_');
            wf_strbuf_addc(&path, (char)(*s - 'A' + 'a'));
        } else if (*s != ',') {
            wf_strbuf_addc(&path, *s);
        }
        if (s[1] != ',' && s[1] != '\0')
            continue;
        wf_msg_append(in->arena, &m->paths, &m->n_paths,
                      wf_arena_strdup(in->arena, wf_strbuf_str(&path)));
        wf_strbuf_clear(&path);
    }
    wf_strbuf_release(&path);
}

static bool is_wrapper(const ProtobufCMessageDescriptor *d)
{
    static const ProtobufCMessageDescriptor *const wrappers[] = {
        &tgoogleprotobuf__double_value__descriptor,
        &tgoogleprotobuf__float_value__descriptor,
        &tgoogleprotobuf__int64_value__descriptor,
        &tgoogleprotobuf__uint64_value__descriptor,
        &tgoogleprotobuf__int32_value__descriptor,
        &tgoogleprotobuf__uint32_value__descriptor,
        &tgoogleprotobuf__bool_value__descriptor,
        &tgoogleprotobuf__string_value__descriptor,
        &tgoogleprotobuf__bytes_value__descriptor,
    };

    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++)
        if (d == wrappers[i])
            return true;
    return false;
}

/*
 * What an Any is seen to hold: descriptors cannot be looked up by name, and only the bodies
 * of update messages travel so.
 */
static const ProtobufCMessageDescriptor *any_type(struct wf_bytes url)
{
    static const ProtobufCMessageDescriptor *const types[] = {
        &tupdate__request__descriptor,
        &tupdate__response__descriptor,
        &tupdate__acceptance__descriptor,
        &tupdate__rejection__descriptor,
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t n = strlen(types[i]->name);

        if (url.len > n && url.data[url.len - n - 1] == '/' &&
            memcmp(url.data + url.len - n, types[i]->name, n) == 0)
            return types[i];
    }
    return NULL;
}

/* The "@type" of an object's text; empty without one. */
static struct wf_bytes find_type(struct wf_bytes object)
{
    struct wf_bytes type = { object.data, 0 };
    struct wf_json_reader r;

    wf_json_reader_init(&r, object);
    wf_json_next(&r);
    while (type.len == 0 && wf_json_next(&r) == WF_JSON_KEY) {
        if (r.token.len != 5 || memcmp(r.token.data, "@type", 5) != 0)
            wf_json_skip(&r);
        else if (wf_json_next(&r) == WF_JSON_STRING)
            type = r.token;
    }
    wf_json_reader_release(&r);
    return type;
}

static enum wf_code read_any(struct wf_json_input *in, Tgoogleprotobuf__Any *any)
{
    struct wf_bytes value = wf_json_skip(&in->json), type = find_type(value), wire;
    const ProtobufCMessageDescriptor *d = any_type(type);
    struct wf_json_reader behind = in->json;
    ProtobufCMessage *m;
    enum wf_code rc;

    if (d == NULL && !in->strict)
        return WF_OK;
    if (*value.data != '{')
        return expected(in, value.data, "an object with \"@type\"");
    if (d == NULL)
        return expected(in, type.data - (type.len > 0),
                        "an \"@type\" of the package temporal.api.update.v1");
    m = wf_msg_new(in->arena, d);
    wf_json_reader_init(&in->json, value);
    rc = wf_json_object_read(in, m);
    wf_json_reader_release(&in->json);
    in->json = behind;
    if (rc != WF_OK)
        return rc;
    wire = wf_msg_pack(in->arena, m);
    any->type_url = wf_arena_strndup(in->arena, (const char *)type.data, type.len);
    any->value = (ProtobufCBinaryData){ wire.len, (uint8_t *)wire.data };
    return WF_OK;
}

bool wf_json_is_well_known(const ProtobufCMessageDescriptor *d)
{
    return d == &tgoogleprotobuf__any__descriptor ||
           d == &tgoogleprotobuf__timestamp__descriptor ||
           d == &tgoogleprotobuf__duration__descriptor ||
           d == &tgoogleprotobuf__field_mask__descriptor || is_wrapper(d);
}

enum wf_code wf_json_well_known(struct wf_json_input *in, void *message)
{
    const ProtobufCMessageDescriptor *d = ((ProtobufCMessage *)message)->descriptor;
    enum wf_json_token token;
    const unsigned char *at;

    if (is_wrapper(d))
        return wf_json_scalar(in, d->fields, (char *)message + d->fields[0].offset);
    if (d == &tgoogleprotobuf__any__descriptor)
        return read_any(in, message);
    token = wf_json_next(&in->json);
    at = in->json.token.data;
    if (token == WF_JSON_STRING)
        wf_json_input_string(in, in->json.token);
    if (d == &tgoogleprotobuf__timestamp__descriptor) {
        if (token != WF_JSON_STRING || !parse_timestamp(in->scratch.data, message))
            return expected(in, at, "a time such as \"2026-11-23T12:00:00Z\"");
    } else if (d == &tgoogleprotobuf__duration__descriptor) {
        if (token != WF_JSON_STRING || !parse_duration(in->scratch.data, message))
            return expected(in, at, "a duration in seconds such as \"90s\" or \"0.5s\"");
    } else {
        if (token != WF_JSON_STRING)
            return expected(in, at, "a list of fields such as \"a,b.c\"");
        parse_field_mask(in, in->scratch.data, message);
    }
    return WF_OK;
}
