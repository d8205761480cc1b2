# The two Debian packages: deploy/package builds them. Manual pages and the changelog are made here;
# everything else that is installed stands in deploy/packaging as it is.

set(packaging ${PROJECT_SOURCE_DIR}/deploy/packaging)
set(made ${PROJECT_BINARY_DIR}/packaging)
file(MAKE_DIRECTORY ${made})
find_program(SCDOC scdoc REQUIRED)
find_program(GZIP_PROGRAM gzip REQUIRED)

# The day of the build; SOURCE_DATE_EPOCH in the environment outranks it.
string(TIMESTAMP now "%a, %d %b %Y 00:00:00 +0000" UTC)
string(TIMESTAMP epoch "%s" UTC)

# gg_manual(cli man/man1 gridgov.1 COMMAND...) installs gridgov.1.gz, made of what the command prints.
set(made_files)
function(gg_manual component folder name)
  set(output ${made}/${folder}/${name}.gz)
  file(MAKE_DIRECTORY ${made}/${folder})
  add_custom_command(
    OUTPUT ${output}
    COMMAND sh -c "\"$@\" | SOURCE_DATE_EPOCH=${epoch} ${SCDOC} | ${GZIP_PROGRAM} -9n >${output}" -- ${ARGN}
    DEPENDS gridgov_man ${packaging}/gridgovd.8.scd ${packaging}/gridgovd.zh_CN.8.scd
    VERBATIM)
  set(made_files ${made_files} ${output} PARENT_SCOPE)
  install(FILES ${output} DESTINATION share/${folder} COMPONENT ${component})
endfunction()
gg_manual(cli man/man1 gridgov.1 $<TARGET_FILE:gridgov_man> en)
gg_manual(cli man/zh_CN/man1 gridgov.1 $<TARGET_FILE:gridgov_man> zh)
gg_manual(server man/man8 gridgovd.8 cat ${packaging}/gridgovd.8.scd)
gg_manual(server man/zh_CN/man8 gridgovd.8 cat ${packaging}/gridgovd.zh_CN.8.scd)

set(completion ${made}/gridgov.bash)
add_custom_command(OUTPUT ${completion}
  COMMAND sh -c "\"$1\" completion bash >${completion}" -- $<TARGET_FILE:gridgov>
  DEPENDS gridgov VERBATIM)
install(FILES ${completion} DESTINATION share/bash-completion/completions RENAME gridgov
        COMPONENT cli)

# Debian's form of a changelog; what changed for users is told in CHANGELOG.md.
file(CONFIGURE OUTPUT ${made}/changelog
     CONTENT "gridgov (${PROJECT_VERSION}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- gridgov authors <maintainers@gridgov.cn>  ${now}\n")
add_custom_command(OUTPUT ${made}/changelog.gz
  COMMAND sh -c "${GZIP_PROGRAM} -9nc ${made}/changelog >${made}/changelog.gz"
  DEPENDS ${made}/changelog VERBATIM)
foreach(component cli server)
  install(FILES ${made}/changelog.gz ${packaging}/copyright
          DESTINATION share/doc/gridgov-${component} COMPONENT ${component})
endforeach()
add_custom_target(package_files ALL DEPENDS ${made_files} ${completion} ${made}/changelog.gz)

install(TARGETS gridgov COMPONENT cli)
install(TARGETS gridgovd COMPONENT server)
install(TARGETS gridgov_read_sheet DESTINATION lib/gridgov COMPONENT server)
install(FILES ${packaging}/gridgovd.service DESTINATION /lib/systemd/system COMPONENT server)
install(FILES ${packaging}/gridgovd.sysusers DESTINATION lib/sysusers.d RENAME gridgovd.conf
        COMPONENT server)
install(FILES ${packaging}/gridgovd.toml DESTINATION /etc/gridgov COMPONENT server)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL cli server)
set(CPACK_PACKAGE_CONTACT "gridgov authors <maintainers@gridgov.cn>")
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "https://gridgov.cn")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_CLI_PACKAGE_NAME gridgov-cli)
set(CPACK_DEBIAN_CLI_PACKAGE_SECTION utils)
set(CPACK_COMPONENT_CLI_DESCRIPTION
"client of grid-based community governance
The command line of gridgov, in Chinese and English: patrols, issues,
divisions, accounts and the audit log of a subdistrict, as tables, JSON or CSV.")
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME gridgov-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "fonts-noto-cjk, systemd | systemd-standalone-sysusers")
set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS gridgov-cli)
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
    "${packaging}/postinst;${packaging}/prerm;${packaging}/postrm;${made}/conffiles")
file(WRITE ${made}/conffiles "/etc/gridgov/gridgovd.toml\n")
set(CPACK_COMPONENT_SERVER_DESCRIPTION
"server of grid-based community governance
Keeps the grids, patrols and issues of one Chinese subdistrict, their deadlines
in working time, and a chained log of who did and saw what. One program, one
folder, no other service.")
include(CPack)
