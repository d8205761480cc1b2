#!/usr/bin/env bash
# Usage: tests/checks/layers.sh: no include goes up the layers, gRPC stays where it belongs.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Who includes: what it must not include (both extended regular expressions). rpc > handlers >
# store > engine; Debian's headers all lie in one place, so no include path keeps this order.
rules=(
  '^server/engine/: ^server/(store|handlers|rpc|auth|jobs)/'
  '^server/store/: ^server/(handlers|rpc|jobs)/'
  '^server/auth/: ^server/(handlers|rpc|jobs)/'
  '^server/(handlers|jobs)/: ^server/rpc/'
  '^server/(deadline|crypto|papers|sheets)/: ^server/(engine|store|auth|handlers|rpc|jobs)/|^server/[^/]*$'
  '^server/[^/]+/: ^server/app\.h$'
  '^(server|proto)/: ^client-'
  '^(client-[a-z]+|proto)/: ^server/'
  '^client-cli/: ^client-qt/'
  '^client-qt/: ^client-cli/'
)
grpc='^grpc(pp|\+\+)?/|\.grpc\.pb\.h$'
grpc_allowed='^(server/rpc/|proto/cpp/channel(_test)?\.|client-[a-z]+/|tests/)|_test\.cc$'

status=0
refuse() {
  echo "$1 must not include $2" >&2
  status=1
}

while IFS=: read -r file line include; do
  for rule in "${rules[@]}"; do
    if [[ "$file" =~ ${rule%%: *} && "$include" =~ ${rule#*: } ]]; then
      refuse "$file:$line" "$include"
    fi
  done
  if [[ "$include" =~ $grpc && ! "$file" =~ $grpc_allowed ]]; then
    refuse "$file:$line" "$include: only server/rpc, proto/cpp/channel, clients and tests know gRPC"
  fi
done < <(sources '*.cc' '*.h' | xargs -r -d '\n' grep -nHE '^[[:space:]]*#[[:space:]]*include' |
  sed -E 's/^([^:]+:[0-9]+):[^<"]*[<"]([^>"]+)[>"].*/\1:\2/')
exit "$status"
