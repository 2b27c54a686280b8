// WebCodec
