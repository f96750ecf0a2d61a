/** Outbound port for image registries: what an image is made of, read from its manifest and its configuration. */
package io.d2k.registry;
