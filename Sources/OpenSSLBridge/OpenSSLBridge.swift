// OpenSSLBridge
