/* client/grpc_compat.c: the C-core calls that differ between versions. */
#include "client/grpc_compat.h"

#include <stdlib.h>

#ifdef WF_HAVE_GPR_SET_LOG_FUNCTION
#include <grpc/support/log.h>

static void (*sink)(enum wf_log_level level, const char *text);

static void log_args(gpr_log_func_args *args)
{
    sink(args->severity == GPR_LOG_SEVERITY_ERROR  ? WF_LOG_ERROR
         : args->severity == GPR_LOG_SEVERITY_INFO ? WF_LOG_INFO
                                                   : WF_LOG_DEBUG,
         args->message);
}

void wf_grpc_log_capture(void (*line)(enum wf_log_level level, const char *text))
{
    sink = line;
    gpr_set_log_function(log_args);
    if (wf_log_wants(WF_LOG_DEBUG))
        gpr_set_log_verbosity(GPR_LOG_SEVERITY_DEBUG);
    else if (wf_log_wants(WF_LOG_INFO))
        gpr_set_log_verbosity(GPR_LOG_SEVERITY_INFO);
}
#else
void wf_grpc_log_capture(void (*line)(enum wf_log_level level, const char *text))
{
    (void)line;
    setenv("GRPC_VERBOSITY", "NONE", 0);
}
#endif

grpc_channel_credentials *wf_grpc_unverified_credentials(const char *cert, const char *key)
{
    grpc_tls_credentials_options *options = grpc_tls_credentials_options_create();
    grpc_tls_certificate_verifier *verifier = grpc_tls_certificate_verifier_no_op_create();

    if (cert != NULL && key != NULL) {
        grpc_tls_identity_pairs *pairs = grpc_tls_identity_pairs_create();
        grpc_tls_certificate_provider *provider;

        grpc_tls_identity_pairs_add_pair(pairs, key, cert);
        provider = grpc_tls_certificate_provider_static_data_create(NULL, pairs);
#ifdef WF_HAVE_GRPC_TLS_IDENTITY_PROVIDER
        grpc_tls_credentials_options_set_identity_certificate_provider(options, provider);
#else
        grpc_tls_credentials_options_set_certificate_provider(options, provider);
        grpc_tls_credentials_options_watch_identity_key_cert_pairs(options);
#endif
        grpc_tls_certificate_provider_release(provider);
    }
    grpc_tls_credentials_options_set_verify_server_cert(options, 0);
    grpc_tls_credentials_options_set_check_call_host(options, 0);
    grpc_tls_credentials_options_set_certificate_verifier(options, verifier);
    grpc_tls_certificate_verifier_release(verifier);
    return grpc_tls_credentials_create(options);
}
