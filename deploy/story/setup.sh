# shellcheck shell=bash
# Makes the demo: divisions, calendar, catalogue, units, accounts, grids. Sourced by run.sh.
# Names and phone numbers of people are invented and say so (示例).

street=510703003
community_a=510703003001
community_b=510703003002

users=(centre1 office1 checker1 worker1 worker2 mixed1 handler1 handler2 dutylead1 head1 liaison1
  auditor1)

invite() {
  local user="$1" name="$2" once
  once="$(printf '%s\n%s\n' "$name（示例）" "000-0000-0000" |
    quietly secadmin account invite "$user" --person-stdin | field password)"
  first_sign_in "$user" "$once"
}

grant() {
  as secadmin account grant "$@"
}

# approve USER: the system administrator approves what the security administrator proposed.
approve() {
  local role
  role="$(quietly sysadmin account roles "$1" | field name)"
  as sysadmin account approve "$role"
}

make_grid() {
  local community="$1" title="$2"
  as office1 grid create --community "$community" --title "$title" --kind comprehensive \
    --households 400 --residents 1000
}

# The synthetic boundaries of the grids that were made; the file has those of the whole subdistrict.
draw_grids() {
  as office1 grid import-boundaries deploy/sample/grids-gongqu.geojson --skip-unknown
}

set_up() {
  heading "导入区划、日历、目录" "Divisions, calendar, catalogue"
  as sysadmin division import deploy/sample/divisions-fucheng.csv
  as sysadmin division import deploy/sample/divisions-fucheng.csv
  as sysadmin calendar import deploy/sample/calendar-2004-2026.csv
  as sysadmin deadline-class import deploy/sample/catalogue/deadline_classes.json

  heading "责任单位" "Units"
  local unit
  for unit in "CG department 城市管理执法中队" "HW department 环境卫生所" \
    "XF department 消防救援所" "WY property-firm 物业服务企业" "SQ community-office 社区工作站" \
    "PCS police-station 派出所"; do
    # shellcheck disable=SC2086  # Three words.
    set -- $unit
    as sysadmin unit create --code "$1" --kind "$2" --title "$3" --area "$street"
  done

  heading "账号与角色" "Accounts and roles"
  local user
  for user in "${users[@]}"; do invite "$user" "$user"; done
  grant centre1 --role subdistrict-centre --area "$street"
  grant office1 --role community-office --area "$community_a"
  grant office1 --role community-office --area "$community_b"
  grant checker1 --role community-office --area "$community_a"
  grant handler1 --role handling-unit --unit CG
  grant handler2 --role handling-unit --unit XF
  grant dutylead1 --role duty-lead --area "$street"
  grant head1 --role office-head --area "$street"
  grant liaison1 --role liaison --area "$street"
  approve liaison1
  grant auditor1 --role auditor
  approve auditor1
  as sysadmin unit member add CG handler1
  as sysadmin unit member add XF handler2

  heading "事件类别：一人提议，另一人发布" "Categories: proposed by one, published by another"
  as centre1 category import deploy/sample/catalogue/categories.json
  as sysadmin category publish
  as sysadmin patrol type import deploy/sample/catalogue/patrol_types.json

  heading "示例网格（边界为合成）" "Sample grids (synthetic boundaries)"
  make_grid "$community_a" "绵州社区第一网格"
  make_grid "$community_a" "绵州社区第二网格"
  make_grid "$community_b" "跃北社区第一网格"
  draw_grids
  grant worker1 --role grid-worker --area "${community_a}001"
  grant worker2 --role grid-worker --area "${community_a}002"
  # One person, two places: a worker here and a clerk there.
  grant mixed1 --role grid-worker --area "${community_a}001"
  grant mixed1 --role community-office --area "$community_b"
  as office1 grid assign "${community_a}001" worker1 --duty worker
  as office1 grid assign "${community_a}001" mixed1 --duty lead
  as office1 grid assign "${community_a}002" worker2 --duty worker
  as office1 grid staff "${community_a}001"
  as sysadmin patrol rule create --type FIRE_LANE --area "$street" --rhythm daily \
    --source "示例规定 (sample rule)" --from 2024-01-01
  as sysadmin meeting rule create --level community --rhythm weekly \
    --source "地方惯例，示例 (local rule, example)" --from 2024-01-01
  as sysadmin meeting rule create --level subdistrict --rhythm half-monthly --day 10 \
    --source "地方惯例，示例 (local rule, example)" --from 2024-01-01
}
