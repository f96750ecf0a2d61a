/** YAML with places: every key and value knows the file and the line that it comes from. */
package io.d2k.translate.yaml;
