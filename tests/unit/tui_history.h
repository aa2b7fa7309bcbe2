#ifndef WF_TESTS_UNIT_TUI_HISTORY_H
#define WF_TESTS_UNIT_TUI_HISTORY_H

/* The view of order-42's run-1 at noon of 2026-01-01, UTC. */

#include "tui/history_model.h"
#include "tui_view.h"

enum { HEAD, ABOUT, TAIL, POLL, ONE, LIVE }; /* its slots */

#define SECOND INT64_C(1000000000)
#define HEADING "id\ttime\ttype\tcategory\tclass\tgroup\tattempt\tsubject\tsummary\tjson\n"

static inline int history_opens(void **state)
{
    const char *const args[] = { "order-42", "run-1" };

    (void)state;
    view_now_ns = INT64_C(1767268800) * SECOND;
    view_opens("history", 2, args);
    return 0;
}

static inline int history_closes(void **state)
{
    (void)state;
    view_closes();
    return 0;
}

#endif
