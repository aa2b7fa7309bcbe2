#ifndef WF_TUI_WORKFLOW_LINES_H
#define WF_TUI_WORKFLOW_LINES_H

/*
 * What the keys for one Workflow Execution run, in the list and in its own view: the same
 * command lines, templates as tui/view.h has them.
 */
#define WF_LINE_SIGNAL                                                                     \
    "workflow signal -w {id} -r {run} --name {?Signal_name} [--input {?Input_JSON}]"
#define WF_LINE_UPDATE                                                                     \
    "workflow update execute -w {id} -r {run} --name {?Update_name} [--input "             \
    "{?Input_JSON}]"
#define WF_LINE_QUERY                                                                      \
    "workflow query -w {id} -r {run} --name {?Query_name} [--input {?Input_JSON}]"
#define WF_LINE_CANCEL "workflow cancel -w {id} -r {run}"
#define WF_LINE_TERMINATE "workflow terminate -w {id} -r {run} [--reason {?Reason}]"
#define WF_LINE_DELETE "workflow delete -w {id} -r {run}"
#define WF_LINE_PAUSE "workflow pause -w {id} -r {run} [--reason {?Reason}]"
#define WF_LINE_UNPAUSE "workflow unpause -w {id} -r {run} [--reason {?Reason}]"

#define WF_WARN_TERMINATE "Termination is final: no cleanup code runs."

#endif
