package io.d2k.k8s.client;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Tells an observer of each request; of those that become WebSockets, too. */
final class RequestInterceptor implements Interceptor {
    private final ApiRequest.Observer observer;

    RequestInterceptor(ApiRequest.Observer observer) {
        this.observer = observer;
    }

    static ApiRequest read(String method, HttpUrl url) {
        String watch = url.queryParameter("watch");
        return ApiRequest.of(method, url.pathSegments(), "true".equals(watch) || "1".equals(watch));
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        var request = read(chain.request().method(), chain.request().url());
        observer.sending();
        int code = 0;
        try {
            Response response = chain.proceed(chain.request());
            code = response.code();
            return response;
        } finally {
            observer.answered(request, code);
        }
    }
}
