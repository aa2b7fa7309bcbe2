"""Sample workflows for Temporal, to try wfsh on."""

TASK_QUEUE = "wfsh-sample"
