/** The outbound ports for what Docker keeps: containers, volumes, networks, images and old logs. */
package io.d2k.k8s.store;
