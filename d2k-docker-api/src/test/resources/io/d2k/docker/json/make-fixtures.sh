#!/bin/bash
# How the fixtures beside this script were made, against a real dockerd 26.1.5 (Debian's docker.io):
#   dockerd --data-root T/data --exec-root T/exec -H unix://T/sock --pidfile T/pid --iptables=false --ip6tables=false --bridge=none
#   DOCKER_HOST=unix://T/sock bash make-fixtures.sh
# with busybox:latest and web:1 imported from a static busybox (web:1: ENTRYPOINT httpd, CMD -f -v, EXPOSE 80,
# ENV GREETING=hello, WORKDIR /srv, LABEL org.example.kind=web, VOLUME /vol, HEALTHCHECK --interval=5s, STOPSIGNAL SIGINT,
# USER 1000). create-plain.request.json and create-asked.request.json are what docker 26.1's client sent for
#   docker create busybox
#   docker create -m 64m --cpus 0.5 --cap-add net_admin --cap-drop CHOWN --read-only --tmpfs /run:size=1m \
#     --add-host db:10.1.2.3 --dns 10.9.9.9 --dns-search example.test --restart on-failure:3 --init --shm-size 16m \
#     --group-add 99 -p 18080:80 -v data:/data --mount type=tmpfs,dst=/t,tmpfs-size=1m \
#     --mount type=volume,dst=/v,volume-nocopy --health-cmd 'x y' --stop-timeout 5 --gpus all --expose 9000-9001/udp \
#     -it -e A=1 --label 'x=<y>&' web:1 sh -c 'echo "a b" <x>'
# The other requests are written by hand. create-errors.tsv: request, tab, the engine's message.
set -eu
cd "$(dirname "$0")"
sock=${DOCKER_HOST#unix://}
call() { curl -s --unix-socket "$sock" -X "$1" -H 'Content-Type: application/json' "http://d/v1.45$2" ${3+-d "$3"}; }
docker network inspect back >/dev/null 2>&1 || docker network create --subnet 10.77.0.0/24 back >/dev/null
for name in min plain asked running; do
    docker rm -f "$name" >/dev/null 2>&1 || :
    call POST "/containers/create?name=$name" "$(cat "create-$name.request.json")" >/dev/null
done
docker start running >/dev/null
sleep 3
for name in min plain asked running; do
    call GET "/containers/$name/json" >"create-$name.inspect.json"
    call GET "/containers/json?all=1&filters=%7B%22name%22%3A%5B%22%5E%2F$name%24%22%5D%7D" >"create-$name.list.json"
done
call GET /images/web:1/json >image-web.inspect.json
call GET /images/json | python3 -c 'import json,sys; print(json.dumps([i for i in json.load(sys.stdin) if i["RepoTags"]==["web:1"]][0]))' >image-web.list.json
call GET /networks/back >network-back.inspect.json
call GET /networks/none >network-none.inspect.json
call GET /info | python3 -c 'import json,sys; print(json.dumps(sorted(json.load(sys.stdin))))' >info.keys.json
call GET /version | python3 -c 'import json,sys; print(json.dumps(sorted(json.load(sys.stdin))))' >version.keys.json
while IFS= read -r request; do
    printf '%s\t%s\n' "$request" "$(call POST /containers/create "$request" | python3 -c 'import json,sys; print(json.load(sys.stdin)["message"])')"
done < <(cut -f1 create-errors.tsv) >create-errors.new
mv create-errors.new create-errors.tsv
docker rm -f min plain asked running >/dev/null
docker network rm back >/dev/null
# create-properties.json lists every property that swagger-v1.45.yaml has of ContainerConfig, HostConfig, Mount and its
# options, DeviceRequest, EndpointSettings, HealthConfig and RestartPolicy, each with a value that is not its default
# (5, true, "sample", the last of an enum, one element of a list or map); made by a walk over the file's definitions.
