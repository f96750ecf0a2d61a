/** Rules on images. */
package io.d2k.domain.image.rule;
