package io.d2k.k8s.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import okhttp3.HttpUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRequestTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/namespaces/n/pods, list, '', pods, ''",
        "GET, /api/v1/namespaces/n/pods?watch=true, watch, '', pods, ''",
        "GET, /api/v1/namespaces/n/pods?watch=1, watch, '', pods, ''",
        "GET, /api/v1/namespaces/n/pods/p, get, '', pods, ''",
        "GET, /api/v1/namespaces/n/pods/p/log?follow=true, get, '', pods, log",
        "GET, /api/v1/namespaces/n/pods/p/exec?command=ls, get, '', pods, exec",
        "POST, /apis/apps/v1/namespaces/n/deployments, create, apps, deployments, ''",
        "PATCH, /apis/apps/v1/namespaces/n/deployments/d/scale, patch, apps, deployments, scale",
        "PUT, /api/v1/namespaces/n/configmaps/c, update, '', configmaps, ''",
        "DELETE, /api/v1/namespaces/n/configmaps/c, delete, '', configmaps, ''",
        "DELETE, /api/v1/namespaces/n/configmaps, deletecollection, '', configmaps, ''",
        "GET, /api/v1/nodes, list, '', nodes, ''",
        "GET, /api/v1/nodes/a/proxy/logs/x.log, get, '', nodes, proxy",
        "GET, /api/v1/namespaces/n, get, '', namespaces, ''",
        "GET, /apis/metrics.k8s.io/v1beta1/namespaces/n/pods/p, get, metrics.k8s.io, pods, ''",
        "GET, /version, get, '', '', ''",
        "GET, /, get, '', '', ''"
    })
    void isToldInTheWordsOfPermissions(
            String method, String path, String verb, String group, String resource, String subresource) {
        assertEquals(
                new ApiRequest(verb, group, resource, subresource),
                RequestInterceptor.read(method, HttpUrl.get("http://localhost" + path)));
    }
}
