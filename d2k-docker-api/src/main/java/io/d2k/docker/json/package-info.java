/** The Docker Engine API's JSON: requests read into the domain's records, views written as the Docker Engine does. */
package io.d2k.docker.json;
