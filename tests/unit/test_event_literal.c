/* Literals of regular expressions: what is left out by them can never match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "commands/event_literal.h"
#include "commands/event_select.h"
#include "proto/message.h"
#include "proto/payload.h"

enum { DEPTH = 7, SEEDS = 48 };

static struct wf_arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = wf_arena_new();
    return 0;
}

static int done(void **state)
{
    (void)state;
    wf_arena_free(arena);
    return 0;
}

/* ---- what an expression calls for -------------------------------------------------------
 */

static const char *literals(const char *regex, bool ignore_case)
{
    struct wf_literals l;
    const char *text = NULL;

    wf_literals_find(arena, regex, ignore_case, &l);
    for (size_t i = 0; i < l.n; i++)
        text =
            wf_arena_printf(arena, "%s%s%s", i > 0 ? text : "", i > 0 ? " " : "", l.v[i]);
    return text;
}

static void literals_of_expressions(void **state)
{
    static const char *const v[][2] = {
        { "declined", "declined" },
        { "card declined", "declined" },
        { "^no-such_thing$", "no-such_thing" },
        { "\"order\": *\"gadget-4\"", "gadget-" },
        { "colou?r", "colo" },
        { "declined*", "decline" },
        { "declined+", "declined" },
        { "decline{0,2}d", "declin" },
        { "(?:gadget|widget)-shop", "-shop" },
        { "gadget|widget", "gadget widget" },
        { "gadget|w.|widget", NULL },
        { "gadget|", NULL },
        { "aaa|bbb|ccc|ddd|eee|fff|ggg|hhh", "aaa bbb ccc ddd eee fff ggg hhh" },
        { "aaa|bbb|ccc|ddd|eee|fff|ggg|hhh|jjj", NULL },
        { "(a|b)|widget", NULL },
        { "(gadget|widget)", NULL },
        { "[a-z]+zebra", "zebra" },
        { "[]abc]zebra", "zebra" },
        { "[[:alpha:]]zebra", "zebra" },
        { "[^\\]]zebra", "zebra" },
        { "\\bzebra\\d+", "zebra" },
        { "\\x{41}zebra", NULL },
        { "\\p{Lu}zebra", NULL },
        { "\\Qa|b\\Ezebra", NULL },
        { "[\\Q]\\Ezebra]x", NULL },
        { "(?i)zebra", NULL },
        { "x(?i)zebra", NULL },
        { "(*UCP)zebra", NULL },
        { "(?=zebra)", NULL },
        { "(?!zebra)giraffe", "giraffe" },
        { "(?<!zebra)giraffe", "giraffe" },
        { "zebra\\", NULL },
        { "ab", NULL },
        { "123456", NULL },
        { "Activity", NULL }, /* every type of event may say it */
        { "attempt", NULL },
        { "not JSON", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        const char *got = literals(v[i][0], false);

        if ((got == NULL) != (v[i][1] == NULL) ||
            (got != NULL && strcmp(got, v[i][1]) != 0))
            fail_msg("%s: %s, expected %s", v[i][0], got != NULL ? got : "none",
                     v[i][1] != NULL ? v[i][1] : "none");
    }
}

static void in_either_case_some_letters_have_more_forms(void **state)
{
    (void)state;
    assert_string_equal(literals("Declined", true), "Declined");
    assert_string_equal(literals("elkzebra", true), "zebra");
    assert_string_equal(literals("restful-giraffe", true), "tful-giraffe");
    assert_null(literals("timeout", true)); /* "Timeout" */
    assert_string_equal(literals("timeout", false), "timeout");
}

/* ---- what a summary says ----------------------------------------------------------------
 */

struct filler {
    struct wf_arena *a;
    unsigned seed, n;
};

static ProtobufCMessage *filled(struct filler *x, const ProtobufCMessageDescriptor *d,
                                unsigned depth);

static void *value_of(struct filler *x, const ProtobufCFieldDescriptor *f, unsigned depth)
{
    char **text;

    if (f->type == PROTOBUF_C_TYPE_STRING) {
        text = wf_arena_zalloc(x->a, sizeof *text);
        *text = wf_arena_printf(x->a, "zq%cz", 'a' + (int)(x->n++ % 26));
        return text;
    }
    if (f->type == PROTOBUF_C_TYPE_MESSAGE && depth < DEPTH) {
        ProtobufCMessage **m = wf_arena_zalloc(x->a, sizeof(void *));

        *m = filled(x, f->descriptor, depth + 1);
        return m;
    }
    return NULL;
}

static ProtobufCMessage *payload(struct filler *x)
{
    static const char *const data[][2] = { { "json/plain", "\"zqpz\"" },
                                           { "json/plain", "zqnoz" },
                                           { "binary/null", "" },
                                           { "binary/plain", "zqbz" },
                                           { NULL, "zqez" } };
    const char *const *row = data[x->seed % 5];
    const char *copy = wf_arena_strdup(x->a, row[1]);
    struct wf_bytes bytes = { (const unsigned char *)copy, strlen(copy) };
    Tcommon__Payload *p;

    if (row[0] != NULL)
        return &wf_payload_new(x->a, wf_arena_strdup(x->a, row[0]), bytes)->base;
    p = wf_msg_new(x->a, &tcommon__payload__descriptor);
    p->data = (ProtobufCBinaryData){ bytes.len, (uint8_t *)(uintptr_t)bytes.data };
    return &p->base;
}

static void fill_field(struct filler *x, ProtobufCMessage *m,
                       const ProtobufCFieldDescriptor *f, unsigned depth)
{
    char *at = (char *)m + f->offset;
    void *v = value_of(x, f, depth), **list;
    int number;

    if (v != NULL && f->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t one = 1;

        list = wf_arena_zalloc(x->a, sizeof *list);
        memcpy(list, v, sizeof *list);
        memcpy(at, &list, sizeof list);
        memcpy((char *)m + f->quantifier_offset, &one, sizeof one);
    } else if (v != NULL) {
        memcpy(at, v, sizeof(void *));
    } else if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        return;
    } else if (f->type == PROTOBUF_C_TYPE_ENUM) {
        const ProtobufCEnumDescriptor *e = f->descriptor;

        number = e->values[x->seed % e->n_values].value;
        memcpy(at, &number, sizeof number);
    } else if (f->type == PROTOBUF_C_TYPE_INT64 || f->type == PROTOBUF_C_TYPE_INT32) {
        number = 7 + (int)x->seed * 1000;
        memcpy(at, &number, sizeof number);
    }
}

static ProtobufCMessage *filled(struct filler *x, const ProtobufCMessageDescriptor *d,
                                unsigned depth)
{
    ProtobufCMessage *m;

    if (d == &tcommon__payload__descriptor)
        return payload(x);
    m = wf_msg_new(x->a, d);
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];

        if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
            uint32_t arm;

            memcpy(&arm, (char *)m + f->quantifier_offset, sizeof arm);
            if (arm != 0 && (x->seed + i) % 3 != 0)
                continue; /* one arm of each, another with another seed */
            if (f->type != PROTOBUF_C_TYPE_MESSAGE || depth >= DEPTH)
                continue;
            memcpy((char *)m + f->quantifier_offset, &f->id, sizeof f->id);
        }
        fill_field(x, m, f, depth);
    }
    return m;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

static size_t check_text(const char *type, const char *text, const struct wf_arena *page)
{
    size_t n_runs = 0;

    for (const char *p = text; *p != '\0';) {
        size_t n = 0;

        while (is_letter(p[n]))
            n++;
        if (n >= 3 && !wf_arena_holds(page, p, n, false) &&
            !wf_event_word_is_ours(p, n, false))
            fail_msg("%s says '%.*s' by itself, and event_literal.c does not know it: %s",
                     type, (int)n, p, text);
        n_runs += n >= 3;
        p += n > 0 ? n : 1;
    }
    return n_runs;
}

static void a_summary_says_what_is_in_the_event_or_known(void **state)
{
    const ProtobufCEnumDescriptor *types = &tenums__event_type__descriptor;
    size_t n_runs = 0;

    (void)state;
    for (unsigned i = 0; i < types->n_values * SEEDS; i++) {
        struct filler x = { .a = wf_arena_new(), .seed = i % SEEDS };
        Thistory__HistoryEvent *e = wf_msg_new(x.a, &thistory__history_event__descriptor);
        struct wf_strbuf text = WF_STRBUF_INIT;
        const ProtobufCFieldDescriptor *f;
        ProtobufCMessage *attributes;
        char buf[96];
        const char *type;

        e->event_type = types->values[i / SEEDS].value;
        wf_event_mend(x.a, e); /* chooses the arm */
        type = wf_event_type(e, buf, sizeof buf);
        f = wf_event_attributes_field(e);
        if (f != NULL) {
            attributes = filled(&x, f->descriptor, 0);
            memcpy((char *)e + f->offset, &attributes, sizeof attributes);
        }
        e->user_metadata =
            (Tsdk__UserMetadata *)(void *)filled(&x, &tsdk__user_metadata__descriptor, 0);
        wf_event_summary(&text, e, 1 << 20);
        n_runs += check_text(type, wf_strbuf_str(&text), x.a);
        for (const Tfailure__Failure *c = wf_event_failure(e); c != NULL; c = c->cause) {
            struct wf_arena *scratch = wf_arena_new();

            n_runs += check_text(type, wf_failure_kind(scratch, c), x.a);
            wf_arena_free(scratch);
        }
        wf_strbuf_release(&text);
        wf_arena_free(x.a);
    }
    assert_true(n_runs > 10000);
}

/* ---- a page -----------------------------------------------------------------------------
 */

static bool found(const char *regex, bool invert, const char *data, bool page)
{
    struct wf_event_select_args args = { .event = WF_UNSET,
                                         .grep = regex,
                                         .invert = invert,
                                         .ignore_case = strncmp(regex, "-i", 2) == 0 };
    struct wf_arena *a = wf_arena_new();
    Thistory__HistoryEvent *e = wf_msg_new(a, &thistory__history_event__descriptor);
    struct wf_error err = WF_ERROR_INIT;
    struct wf_event_select *s = NULL;
    const char *copy = wf_arena_strdup(a, data);
    bool ret;

    e->event_id = 1;
    e->event_type = TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED;
    wf_event_mend(a, e);
    e->workflow_execution_signaled_event_attributes->input =
        wf_msg_new(a, &tcommon__payloads__descriptor);
    wf_msg_append(
        a, &e->workflow_execution_signaled_event_attributes->input->payloads,
        &e->workflow_execution_signaled_event_attributes->input->n_payloads,
        wf_payload_new(a, "json/plain",
                       (struct wf_bytes){ (const unsigned char *)copy, strlen(copy) }));
    args.grep += args.ignore_case ? 2 : 0;
    assert_int_equal(wf_event_select_new(&args, &s, &err), WF_OK);
    wf_event_select_page(s, page ? a : NULL);
    ret = wf_event_select_match(s, e);
    wf_event_select_free(s);
    wf_arena_free(a);
    return ret;
}

static void a_page_is_left_out_only_without_the_word(void **state)
{
    (void)state;
    for (int page = 0; page < 2; page++) {
        assert_true(found("zebra", false, "{\"a\": \"zebra\"}", page));
        assert_false(found("zebra", false, "{\"a\": \"giraffe\"}", page));
        assert_true(found("zebra", true, "{\"a\": \"giraffe\"}", page));
        assert_false(found("zebra", true, "{\"a\": \"zebra\"}", page));
        assert_true(found("\"name\":\"zebra\"", false, "{ \"name\" : \"zebra\" }", page));
        assert_true(found("Signaled .*zebra", false, "\"zebra\"", page));
        assert_true(found("-iZEBRA", false, "\"a zebra\"", page));
        assert_true(found("-izEbrA", false, "\"A ZEBRA\"", page));
        assert_false(found("-izebra", false, "\"giraffe\"", page));
        assert_true(found("-iskipzebra", false, "\"s\xe2\x84\xaaipZEBRA\"", page));
        assert_true(found("gnu|zebra", false, "\"zebra\"", page));
        assert_false(found("gnu|zebra", false, "\"giraffe\"", page));
        assert_true(found("Signaled", false, "\"zebra\"", page));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_of_expressions),
        cmocka_unit_test(in_either_case_some_letters_have_more_forms),
        cmocka_unit_test(a_summary_says_what_is_in_the_event_or_known),
        cmocka_unit_test(a_page_is_left_out_only_without_the_word),
    };

    return cmocka_run_group_tests(tests, begin, done);
}
