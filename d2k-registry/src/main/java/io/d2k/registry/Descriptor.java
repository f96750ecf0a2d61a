package io.d2k.registry;

import java.util.Optional;

/**
 * What a manifest says of content that it refers to.
 *
 * @param mediaType may be empty
 * @param digest its address
 * @param size in bytes
 * @param platform in an index: what the image runs on
 */
record Descriptor(String mediaType, Digest digest, long size, Optional<Platform> platform) {}
