/* Unit tests of client/settings and client/secret: which source wins, and what is refused.
 */
#include "client/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/config_file.h"
#include "client/secret.h"
#include "client/settings_yaml.h"

static char dir[64];
static struct wf_settings_flags flags;
static struct wf_settings *s;
static struct wf_error err;

static const char *at(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void put_file(const char *name, const char *text)
{
    struct wf_error e = WF_ERROR_INIT;

    if (wf_config_write(at(name), text, strlen(text), &e) != WF_OK)
        fail_msg("%s", e.text);
}

static void put_toml(const char *text)
{
    put_file("temporalio/temporal.toml", text);
}

static void put_own(const char *text)
{
    put_file("wfsh/config.toml", text);
}

static int set_up(void **state)
{
    static const char *const variables[] = { "TEMPORAL_ADDRESS",
                                             "TEMPORAL_NAMESPACE",
                                             "TEMPORAL_API_KEY",
                                             "TEMPORAL_TLS",
                                             "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
                                             "TEMPORAL_PROFILE",
                                             "TEMPORAL_ENV",
                                             "TEMPORAL_CONFIG_FILE",
                                             "TEMPORAL_ENV_FILE",
                                             "TEMPORAL_GRPC_META_FOO_BAR",
                                             "WFSH_READONLY" };

    (void)state;
    strcpy(dir, "/tmp/wfsh-settings.XXXXXX");
    if (mkdtemp(dir) == NULL)
        return -1;
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
    setenv("XDG_CONFIG_HOME", dir, 1);
    setenv("XDG_CONFIG_DIRS", at("etc"), 1);
    memset(&flags, 0, sizeof flags);
    s = NULL;
    wf_error_clear(&err);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    wf_settings_free(s);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command);
}

static void load(void)
{
    wf_settings_free(s);
    s = NULL;
    if (wf_settings_load(&flags, &s, &err) != WF_OK)
        fail_msg("%s", err.text);
}

static void assert_refused(enum wf_code code, const char *part)
{
    wf_settings_free(s);
    s = NULL;
    assert_int_equal(wf_settings_load(&flags, &s, &err), code);
    assert_null(s);
    if (strstr(err.text, part) == NULL)
        fail_msg("'%s' is not in: %s", part, err.text);
}

static void assert_ends(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    if (n < m || strcmp(text + n - m, end) != 0)
        fail_msg("'%s' does not end in '%s'", text, end);
}

static void with_nothing_there_are_defaults(void **state)
{
    (void)state;
    load();
    assert_string_equal(s->address, "localhost:7233");
    assert_string_equal(s->namespace_, "default");
    assert_string_equal(s->profile, "default");
    assert_int_equal(strncmp(s->identity, "temporal-cli:", 13), 0);
    assert_false(s->tls);
    assert_false(s->read_only);
    assert_null(s->api_key);
    assert_int_equal(s->origin[WF_SET_ADDRESS].kind, WF_ORIGIN_DEFAULT);
    assert_string_equal(s->origin[WF_SET_ADDRESS].text, "default");
}

static void flags_beat_environment_beats_files(void **state)
{
    (void)state;
    put_toml("[profile.default]\naddress = 'file:1'\n");
    load();
    assert_string_equal(s->address, "file:1");
    assert_ends(s->origin[WF_SET_ADDRESS].text, "temporal.toml:2 profile.default.address");
    setenv("TEMPORAL_ADDRESS", "env:1", 1);
    load();
    assert_string_equal(s->address, "env:1");
    assert_string_equal(s->origin[WF_SET_ADDRESS].text, "environment TEMPORAL_ADDRESS");
    flags.address = "flag:1";
    load();
    assert_string_equal(s->address, "flag:1");
    assert_int_equal(s->origin[WF_SET_ADDRESS].kind, WF_ORIGIN_FLAG);
    flags.address = NULL;
    flags.disable_config_env = true;
    load();
    assert_string_equal(s->address, "file:1");
    flags.disable_config_file = true;
    load();
    assert_string_equal(s->address, "localhost:7233");
}

static void the_environment_beats_temporal_yaml_and_says_so(void **state)
{
    (void)state;
    put_toml("[profile.default]\naddress = 'file:1'\n");
    put_file("temporalio/temporal.yaml",
             "env:\n    default:\n        address: yaml:1\n        output: json\n");
    load();
    assert_string_equal(s->address, "yaml:1");
    assert_ends(s->origin[WF_SET_ADDRESS].text, "temporal.yaml env.default.address");
    assert_null(s->origin[WF_SET_ADDRESS].differs);
    assert_int_equal(s->legacy.n, 2);
    assert_string_equal(s->legacy.items[1].key, "output");
    setenv("TEMPORAL_ADDRESS", "env:1", 1);
    load();
    assert_string_equal(s->address, "env:1");
    assert_non_null(strstr(s->origin[WF_SET_ADDRESS].differs, "takes 'yaml:1' from"));
}

static void an_environment_or_profile_that_is_named_must_be_there(void **state)
{
    (void)state;
    flags.env = "nope";
    assert_refused(WF_E_NOT_FOUND, "environment 'nope' is not in");
    flags.env = NULL;
    flags.profile = "nope";
    assert_refused(WF_E_NOT_FOUND, "profile 'nope' is neither in");
    put_own("[profile.nope]\n");
    load();
    assert_string_equal(s->profile, "nope");
    flags.profile = NULL;
    setenv("TEMPORAL_PROFILE", "gone", 1);
    assert_refused(WF_E_NOT_FOUND, "profile 'gone'");
    assert_string_equal(err.hint, "it was named by: environment TEMPORAL_PROFILE");
    flags.disable_config_file = true;
    load();
}

static void what_config_use_left_holds(void **state)
{
    (void)state;
    put_toml("[profile.dev]\naddress = 'dev:1'\nnamespace = 'file'\n");
    put_own("current_profile = 'dev'\n[profile.dev]\ncurrent_namespace = 'used'\n"
            "namespace = 'own'\n");
    load();
    assert_string_equal(s->profile, "dev");
    assert_string_equal(s->address, "dev:1");
    assert_string_equal(s->namespace_, "used");
    assert_non_null(strstr(s->origin[WF_SET_NAMESPACE].differs, "takes 'file' from"));
    assert_non_null(s->origin[WF_SET_PROFILE].differs);
    setenv("TEMPORAL_NAMESPACE", "env", 1);
    load();
    assert_string_equal(s->namespace_, "env");
    flags.profile = "default";
    load();
    assert_string_equal(s->address, "localhost:7233");
}

static void our_file_adds_what_temporal_toml_has_not(void **state)
{
    (void)state;
    put_toml("[profile.default]\naddress = 'toml:1'\n");
    put_own("[profile.default]\naddress = 'own:1'\nread_only = true\nui = 'http://ui/'\n"
            "identity = 'me'\ncommand_timeout = '1m30s'\n[profile.default.queries]\n"
            "late = 'p'\n[queries]\nlate = 'q'\nall = 'a'\n[aliases]\nll = 'list'\n");
    put_file("etc/wfsh/config.toml",
             "[profile.default]\nprotected = true\nui = 'http://sys'\n"
             "[queries]\nall = 'sys'\nsys = 's'\n");
    load();
    assert_string_equal(s->address, "toml:1");
    assert_true(s->read_only);
    assert_true(s->protected_);
    assert_string_equal(s->ui_url, "http://ui");
    assert_string_equal(s->identity, "me");
    assert_int_equal(s->command_timeout_ms, 90000);
    assert_string_equal(wf_settings_query(s, "late"), "p");
    assert_string_equal(wf_settings_query(s, "all"), "a");
    assert_string_equal(wf_settings_query(s, "sys"), "s");
    assert_string_equal(wf_settings_alias(s, "ll"), "list");
    assert_null(wf_settings_alias(s, "nope"));
    flags.read_only = WF_TRI_NO;
    load();
    assert_false(s->read_only);
}

static void our_own_keys_do_not_count_in_temporal_toml(void **state)
{
    (void)state;
    put_toml("[profile.default]\nread_only = true\nidentity = 'x'\nnonsense = 1\n");
    load();
    assert_false(s->read_only);
    assert_string_not_equal(s->identity, "x");
}

static void mistakes_in_files_are_placed(void **state)
{
    (void)state;
    put_own("[profile.default]\nreadonly = true\n");
    assert_refused(WF_E_USAGE, "wfsh/config.toml:2:1: unknown key 'readonly'");
    put_own("[profile.default]\ntls.disable = true\n");
    assert_refused(WF_E_USAGE, "wfsh/config.toml:2:1: unknown key 'tls.disable'");
    put_own("[profile.default]\nread_only = 'yes'\n");
    assert_refused(WF_E_USAGE, ":2:1: 'read_only' takes a boolean; this is of type string");
    put_own("");
    put_toml("[profile.default]\naddress = 3\n");
    assert_refused(WF_E_USAGE,
                   "temporal.toml:2:1: 'address' takes a string; this is of type integer");
    put_toml("[profile\n");
    assert_refused(WF_E_USAGE, "temporal.toml:1:9: ");
    put_toml("");
    put_file("temporalio/temporal.yaml", "env:\n  default:\n    a: [1]\n");
    assert_refused(WF_E_USAGE, "temporal.yaml:3:8: a text is expected here");
    put_file("temporalio/temporal.yaml", "env: [\n");
    assert_refused(WF_E_USAGE, "temporal.yaml:2:1: ");
}

static void any_tls_option_or_key_switches_tls_on(void **state)
{
    (void)state;
    flags.tls_server_name = "x";
    load();
    assert_true(s->tls);
    flags.tls_server_name = NULL;
    flags.api_key = "k";
    load();
    assert_true(s->tls);
    assert_string_equal(s->origin[WF_SET_TLS].text, "api_key is set: flag --api-key");
    flags.tls = WF_TRI_NO;
    load();
    assert_false(s->tls);
    flags.tls = WF_TRI_UNSET;
    setenv("TEMPORAL_TLS", "false", 1);
    load();
    assert_false(s->tls);
    setenv("TEMPORAL_TLS", "perhaps", 1);
    assert_refused(WF_E_USAGE, "environment TEMPORAL_TLS: 'perhaps' is neither");
    unsetenv("TEMPORAL_TLS");
    put_toml("[profile.default.tls]\ndisabled = true\n");
    load();
    assert_false(s->tls);
    flags.api_key = NULL;
    put_toml("[profile.default.tls]\n");
    load();
    assert_true(s->tls);
    flags.tls_disable_host_verification = WF_TRI_YES;
    put_toml("");
    load();
    assert_true(s->tls);
    assert_true(s->tls_disable_host_verification);
}

static void path_and_data_of_one_source_are_too_much(void **state)
{
    (void)state;
    setenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/ca", 1);
    flags.tls_ca_data = "PEM";
    load();
    assert_null(s->tls_ca_path);
    assert_string_equal(s->tls_ca_data, "PEM");
    flags.tls_ca_path = "/other";
    assert_refused(WF_E_USAGE, "both tls.server_ca_cert_path (flag --tls-ca-path) and");
}

static void metadata_of_all_sources_is_joined(void **state)
{
    static const char *const meta[] = { "Foo-Bar=flag", "x=1", "gone=" };

    (void)state;
    put_toml("[profile.default.grpc_meta]\nfoo_bar = 'file'\ngone = 'g'\nkept = 'k'\n");
    load();
    assert_int_equal(s->grpc_meta.n, 3);
    assert_string_equal(s->grpc_meta.items[0].key, "foo-bar");
    setenv("TEMPORAL_GRPC_META_FOO_BAR", "env", 1);
    load();
    assert_string_equal(s->grpc_meta.items[0].value, "env");
    flags.grpc_meta = meta;
    flags.n_grpc_meta = 3;
    load();
    assert_int_equal(s->grpc_meta.n, 3);
    assert_string_equal(s->grpc_meta.items[0].value, "flag");
    assert_string_equal(s->grpc_meta.items[1].key, "kept");
    assert_string_equal(s->grpc_meta.items[2].key, "x");
    flags.n_grpc_meta = 1;
    flags.grpc_meta = (const char *const[]){ "novalue" };
    assert_refused(WF_E_USAGE, "flag --grpc-meta: KEY=VALUE is expected");
}

static void secrets_come_from_a_file_or_a_command(void **state)
{
    char text[512];

    (void)state;
    put_file("key", "s3cret\n");
    snprintf(text, sizeof text,
             "[profile.default]\napi_key_file = '%s/key'\n"
             "codec_auth_command = 'printf \"Bearer %%s\\n\" abc'\n",
             dir);
    put_own(text);
    load();
    assert_null(s->api_key);
    assert_true(s->tls);
    assert_int_equal(wf_settings_secrets(s, &err), WF_OK);
    assert_string_equal(s->api_key, "s3cret");
    assert_string_equal(s->codec_auth, "Bearer abc");
    setenv("TEMPORAL_API_KEY", "env", 1);
    load();
    assert_int_equal(wf_settings_secrets(s, &err), WF_OK);
    assert_string_equal(s->api_key, "env");
    put_own("[profile.default]\napi_key_file = 'x'\napi_key_command = 'y'\n");
    assert_refused(WF_E_USAGE, "one source is enough");
}

static void secrets_are_never_shown(void **state)
{
    struct wf_arena *arena = wf_arena_new();

    (void)state;
    flags.api_key = "s3cret";
    flags.codec_auth = "s3cret";
    flags.tls_key_data = "s3cret";
    flags.grpc_meta = (const char *const[]){ "authorization=s3cret" };
    flags.n_grpc_meta = 1;
    flags.codec_header = flags.grpc_meta;
    flags.n_codec_header = 1;
    load();
    for (enum wf_setting i = 0; i < WF_SET_COUNT; i++) {
        const char *text = wf_setting_text(s, i, arena);

        assert_true(text == NULL || strstr(text, "s3cret") == NULL);
        assert_null(strstr(s->origin[i].text, "s3cret"));
        assert_true(s->origin[i].differs == NULL ||
                    strstr(s->origin[i].differs, "s3cret") == NULL);
    }
    assert_string_equal(wf_setting_text(s, WF_SET_API_KEY, arena), "(hidden)");
    wf_arena_free(arena);
}

static enum wf_code fetch(enum wf_secret_kind kind, const char *source, int64_t wait_ms)
{
    struct wf_secret from = { kind, source };
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc = wf_secret_fetch(&from, wait_ms, &out, &err);

    wf_strbuf_wipe(&out);
    return rc;
}

static void a_secret_that_cannot_be_had_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(fetch(WF_SECRET_FILE, at("nowhere/key"), 1000), WF_E_NOT_FOUND);
    assert_int_equal(fetch(WF_SECRET_FILE, "/dev/null", 1000), WF_E_USAGE);
    assert_int_equal(fetch(WF_SECRET_COMMAND, "exit 3", 10000), WF_E_OTHER);
    assert_string_equal(err.text, "'exit 3' failed with status 3");
    assert_int_equal(fetch(WF_SECRET_COMMAND, "printf 'a\\nb'", 10000), WF_E_USAGE);
    assert_int_equal(fetch(WF_SECRET_COMMAND, "exec sleep 100", 50), WF_E_DEADLINE);
    assert_int_equal(fetch(WF_SECRET_COMMAND, "exec >&-; exec sleep 100", 50),
                     WF_E_DEADLINE);
    assert_int_equal(fetch(WF_SECRET_COMMAND, "exec yes", 10000), WF_E_USAGE);
    assert_string_equal(err.text, "'exec yes' gives more than 65536 bytes");
}

static void profiles_of_all_files_are_listed_once(void **state)
{
    struct wf_arena *arena = wf_arena_new();
    const char *const *names;
    size_t n;

    (void)state;
    put_toml("[profile.b]\n[profile.a]\n");
    put_own("[profile.c]\n[profile.a]\n");
    assert_int_equal(wf_settings_profiles(&flags, arena, &names, &n, &err), WF_OK);
    assert_int_equal(n, 3);
    assert_string_equal(names[0], "a");
    assert_string_equal(names[2], "c");
    wf_arena_free(arena);
}

static void files_are_replaced_with_mode_600(void **state)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    char link_path[128], path[128];
    struct stat st;

    (void)state;
    put_file("real/f", "one");
    snprintf(path, sizeof path, "%s", at("real/f"));
    snprintf(link_path, sizeof link_path, "%s", at("link"));
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(symlink(path, link_path), 0);
    put_file("link", "two");
    assert_int_equal(lstat(link_path, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(wf_config_read(path, &text, &err), WF_OK);
    assert_string_equal(text.data, "two");
    wf_strbuf_wipe(&text);
    assert_int_equal(wf_config_read(at("nowhere/x"), &text, &err), WF_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(wf_config_read("/", &text, &err), WF_E_OTHER);
    wf_strbuf_wipe(&text);
}

static void temporal_yaml_is_written_as_the_official_cli_does(void **state)
{
    struct wf_arena *arena = wf_arena_new();
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_legacy legacy = { 0 };

    (void)state;
    wf_legacy_set(&legacy, arena, "prod", "namespace", "ns");
    wf_legacy_set(&legacy, arena, "prod", "address", "foo:1");
    wf_legacy_set(&legacy, arena, "default", "tls", "true");
    wf_legacy_set(&legacy, arena, "default", "tls", "y");
    assert_int_equal(wf_legacy_write(at("t.yaml"), &legacy, &err), WF_OK);
    assert_int_equal(wf_config_read(at("t.yaml"), &text, &err), WF_OK);
    assert_string_equal(text.data, "env:\n    default:\n        tls: \"y\"\n    prod:\n"
                                   "        address: foo:1\n        namespace: ns\n");
    assert_true(wf_legacy_delete(&legacy, "prod", "address"));
    assert_false(wf_legacy_delete(&legacy, "prod", "address"));
    assert_true(wf_legacy_delete(&legacy, "prod", NULL));
    assert_true(wf_legacy_delete(&legacy, "default", NULL));
    assert_int_equal(wf_legacy_write(at("t.yaml"), &legacy, &err), WF_OK);
    wf_strbuf_clear(&text);
    assert_int_equal(wf_config_read(at("t.yaml"), &text, &err), WF_OK);
    assert_string_equal(text.data, "env: {}\n");
    wf_strbuf_wipe(&text);
    wf_arena_free(arena);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(with_nothing_there_are_defaults),
        TEST(flags_beat_environment_beats_files),
        TEST(the_environment_beats_temporal_yaml_and_says_so),
        TEST(an_environment_or_profile_that_is_named_must_be_there),
        TEST(what_config_use_left_holds),
        TEST(our_file_adds_what_temporal_toml_has_not),
        TEST(our_own_keys_do_not_count_in_temporal_toml),
        TEST(mistakes_in_files_are_placed),
        TEST(any_tls_option_or_key_switches_tls_on),
        TEST(path_and_data_of_one_source_are_too_much),
        TEST(metadata_of_all_sources_is_joined),
        TEST(secrets_come_from_a_file_or_a_command),
        TEST(secrets_are_never_shown),
        TEST(a_secret_that_cannot_be_had_is_an_error),
        TEST(profiles_of_all_files_are_listed_once),
        TEST(files_are_replaced_with_mode_600),
        TEST(temporal_yaml_is_written_as_the_official_cli_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
