#pragma once
// OpenSSL 3.0 as `OpenSSLBridge` sees it. Swift cannot call variadic functions, nor macros that
// expand to one or to an expression with casts; each wrapper below says which of these it stands for.
#include <linux/tls.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Macro over SSL_CTX_ctrl.
static inline int shim_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}

// Macro over SSL_CTX_ctrl.
static inline int shim_SSL_CTX_set_max_proto_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_max_proto_version(context, version);
}

// Macro over SSL_ctrl.
static inline long shim_SSL_set_mode(SSL *connection, long mode) {
    return SSL_set_mode(connection, mode);
}

// Macro over SSL_ctrl; the address is handed to the message callback.
static inline void shim_SSL_set_msg_callback_arg(SSL *connection, void *argument) {
    SSL_set_msg_callback_arg(connection, argument);
}

// Macro over SSL_CTX_ctrl.
static inline long shim_SSL_CTX_set_session_cache_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}

// Macro over SSL_CTX_ctrl; the C prototype lacks `const` although the list is only read.
static inline int shim_SSL_CTX_set1_groups_list(SSL_CTX *context, const char *names) {
    return (int)SSL_CTX_set1_groups_list(context, (char *)names);
}

static inline int shim_any_server_name(SSL *connection, int *alert, void *argument) {
    (void)connection, (void)alert, (void)argument;
    return SSL_TLSEXT_ERR_OK;
}

// Macro over SSL_CTX_callback_ctrl, whose callback type fits no function without a cast. Without a
// callback that agrees, a session resumed in TLS 1.2 does not know the name it was made for.
static inline void shim_SSL_CTX_accept_any_server_name(SSL_CTX *context) {
    SSL_CTX_set_tlsext_servername_callback(context, shim_any_server_name);
}

// Macro over SSL_CTX_ctrl; takes a reference of its own on the certificate.
static inline int shim_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

// Macro over SSL_CTX_set_ex_data; the context stores the address and does nothing with it.
static inline int shim_SSL_CTX_set_app_data(SSL_CTX *context, void *address) {
    return SSL_CTX_set_app_data(context, address);
}

// Macro over SSL_CTX_get_ex_data.
static inline void *shim_SSL_CTX_get_app_data(const SSL_CTX *context) {
    return SSL_CTX_get_app_data(context);
}

// OSSL_PARAM arrays are built by functions that return structs, and only needed around one call;
// the C prototypes lack `const` although key and name are only read. Sets HMAC with SHA-256.
static inline int shim_HMAC_SHA256_set_key(
    EVP_MAC_CTX *context, const unsigned char *key, size_t count
) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key, count),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(context, parameters);
}

// X509_get_ext_d2i returns a `void *` whose type depends on the extension; here the subject's
// alternative names, owned by the caller, or NULL.
static inline GENERAL_NAMES *shim_X509_alternative_names(const X509 *certificate) {
    return X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}

// Stacks are macros.
static inline int shim_GENERAL_NAMES_count(const GENERAL_NAMES *names) {
    return sk_GENERAL_NAME_num(names);
}

// Stacks are macros; the entry stays the stack's.
static inline const GENERAL_NAME *shim_GENERAL_NAMES_at(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}

// Macro over SSL_ctrl; copies the name.
static inline int shim_SSL_set_tlsext_host_name(SSL *connection, const char *name) {
    return (int)SSL_set_tlsext_host_name(connection, name);
}

// Macro with casts: no renegotiation, no compression, our cipher order unless the client, having
// no AES instructions, puts ChaCha20 first.
static inline uint64_t shim_SSL_options(void) {
    return SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
        | SSL_OP_PRIORITIZE_CHACHA;
}

// Macro over BIO_ctrl; the pointer stays the BIO's and is good until its next write or BIO_free.
static inline long shim_BIO_get_mem_data(BIO *bio, const unsigned char **data) {
    return BIO_get_mem_data(bio, (char **)data);
}

// Macro with a cast: OpenSSL asks the connection's BIO whether a kernel encrypts what is sent.
static inline void shim_SSL_enable_kernel_TLS(SSL *connection) {
    SSL_set_options(connection, SSL_OP_ENABLE_KTLS);
}

// bio.h names these in a comment only; they are what BIO_s_socket answers.
static const int shim_BIO_CTRL_SET_KTLS = 72;
static const int shim_BIO_CTRL_SET_KTLS_TX_SEND_CTRL_MSG = 74;
static const int shim_BIO_CTRL_CLEAR_KTLS_TX_CTRL_MSG = 75;

// Macro over BIO_set_flags.
static inline void shim_BIO_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }

// Macro over BIO_clear_flags.
static inline void shim_BIO_clear_retry_flags(BIO *bio) { BIO_clear_retry_flags(bio); }

// Macro over the variadic EVP_PKEY_Q_keygen.
static inline EVP_PKEY *shim_EVP_RSA_gen(unsigned int bits) { return EVP_RSA_gen(bits); }

// Macro over the variadic EVP_PKEY_Q_keygen.
static inline EVP_PKEY *shim_EVP_P256_gen(void) { return EVP_EC_gen("P-256"); }

// Macro over EVP_CIPHER_CTX_ctrl: copies the tag out after sealing.
static inline int shim_EVP_GCM_get_tag(EVP_CIPHER_CTX *context, void *tag, int count) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, count, tag);
}

// Macro over EVP_CIPHER_CTX_ctrl; the C prototype lacks `const` although the tag is only read.
static inline int shim_EVP_GCM_set_tag(EVP_CIPHER_CTX *context, const void *tag, int count) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, count, (void *)tag);
}

// Macro with casts: RFC 2253 order and escapes, but UTF-8 letters left readable.
static inline unsigned long shim_XN_FLAG_readable(void) {
    return XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
}

// X509V3_set_ctx_nodb is a macro, and X509V3_CTX is only needed around one call.
static inline X509_EXTENSION *shim_X509V3_extension(
    X509 *issuer, X509 *subject, int nid, const char *value
) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, subject, NULL, NULL, 0);
    return X509V3_EXT_conf_nid(NULL, &context, nid, value);
}
