#!/usr/bin/env bash
# The compute of a version: no dev server has a provider, so the requests are compared.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

official=$root/build/venv/bin/temporal
[ -x "$official" ] || skip_all "no build/venv; tools/venv makes it"
fake_start <<'END'
CreateWorkerDeploymentVersion reply {}
UpdateWorkerDeploymentVersionComputeConfig reply {}
END
version=(--deployment-name d --build-id 1)

# The last request of the log, without what is new in each.
last()
{
    jq -S 'select(.event == "request" and (.method | test("DeploymentVersion"))) | {method, request: (.request | del(.requestId))}' \
        "$log" | jq -s 'last'
}
same()
{
    wfsh worker deployment "$@" "${version[@]}" --address "$address" --identity me -o none || return 1
    last >"$work/ours"
    "$official" worker deployment "$@" "${version[@]}" --address "$address" --identity me >"$work/official" || return 1
    last >"$work/theirs"
    diff "$work/ours" "$work/theirs" && grep -q '"method"' "$work/ours"
}
lambda=(--aws-lambda-function-arn arn:f)
role=(--aws-lambda-assume-role-arn arn:r --aws-lambda-assume-role-external-id 'a "quoted" <id>')
agent=(--aws-agentcore-endpoint-arn arn:e --aws-agentcore-assume-role-arn arn:r --aws-agentcore-assume-role-external-id x)
gcp=(--gcp-cloud-run-worker-pool p --gcp-cloud-run-project q --gcp-cloud-run-region r --gcp-cloud-run-service-account s)
scale=(--gcp-cloud-run-min-instances 1 --gcp-cloud-run-max-instances 5 --gcp-cloud-run-initial-instances 2
    --gcp-cloud-run-utilization-target 0.7 --gcp-cloud-run-scale-down-stabilization-duration 90s)

for verb in create-version update-version-compute-config; do
    it "$verb sends what the official CLI sends"
    expect same $verb "${lambda[@]}" --aws-lambda-skip-role-and-external-id
    expect same $verb "${lambda[@]}" --aws-lambda-assume-role-arn arn:r --aws-lambda-assume-role-external-id x
    expect same $verb "${agent[@]}"
    expect same $verb --aws-agentcore-endpoint-arn arn:e --aws-agentcore-skip-role-and-external-id
    expect same $verb "${gcp[@]}"
    expect same $verb "${gcp[@]}" "${scale[@]}"
done

it "scaling alone, and no compute any more"
expect same update-version-compute-config "${scale[@]}"
expect same update-version-compute-config --remove

it "a receipt"
wf worker deployment create-version "${version[@]}" "${lambda[@]}" "${role[@]}"
expect_stdout <<'EOF'
done  d  1  created
EOF
wf worker deployment update-version-compute-config "${version[@]}" --remove -o json
expect_json '[.deployment, .buildId, .message]' '["d","1","compute removed"]'

it "what does not go together never leaves"
: >"$log"
refused()
{
    wf worker deployment "$@" "${version[@]}"
    expect_status 2
}
refused create-version
refused create-version "${lambda[@]}"
refused create-version "${lambda[@]}" "${role[@]}" --aws-lambda-skip-role-and-external-id
refused create-version "${role[@]}"
refused create-version "${lambda[@]}" --aws-lambda-skip-role-and-external-id "${gcp[@]}"
refused create-version --gcp-cloud-run-worker-pool p
refused create-version "${gcp[@]}" --gcp-cloud-run-min-instances 1
refused create-version "${gcp[@]}" "${scale[@]}" --gcp-cloud-run-max-instances 1
refused create-version "${gcp[@]}" "${scale[@]}" --gcp-cloud-run-utilization-target 1.5
refused update-version-compute-config
refused update-version-compute-config --remove "${scale[@]}"
expect logged 0 '.event == "request" and (.method | test("DeploymentVersion"))'
