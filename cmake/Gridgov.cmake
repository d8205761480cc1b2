# The only CMake functions of the project. Both take sources relative to the calling folder;
# includes are written from the repository root ("server/store/table.h").

find_program(GRIDGOV_CCACHE ccache)
if(GRIDGOV_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${GRIDGOV_CCACHE})
endif()
find_program(GRIDGOV_MOLD mold)
if(GRIDGOV_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(gridgov_flags INTERFACE)
target_include_directories(gridgov_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(gridgov_flags INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers
  -fstack-protector-strong $<$<BOOL:${GRIDGOV_WERROR}>:-Werror>)
target_compile_definitions(gridgov_flags INTERFACE
  $<$<BOOL:${GRIDGOV_BENCHMARK}>:GRIDGOV_BENCHMARK>)

# gg_library(store SRCS a.cc b.cc DEPS engine absl::status) makes gridgov::store.
function(gg_library name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  add_library(gridgov_${name} STATIC ${arg_SRCS})
  add_library(gridgov::${name} ALIAS gridgov_${name})
  target_link_libraries(gridgov_${name} PUBLIC gridgov_flags)
  foreach(dep IN LISTS arg_DEPS)
    if(dep MATCHES "::")
      target_link_libraries(gridgov_${name} PUBLIC ${dep})
    else()
      target_link_libraries(gridgov_${name} PUBLIC gridgov_${dep})
    endif()
  endforeach()
endfunction()

# gg_test(table_test SRCS table_test.cc DEPS store) makes a GoogleTest binary and its CTest.
function(gg_test name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${arg_SRCS})
  target_link_libraries(${name} PRIVATE gridgov_flags GTest::gmock GTest::gtest_main)
  foreach(dep IN LISTS arg_DEPS)
    if(dep MATCHES "::")
      target_link_libraries(${name} PRIVATE ${dep})
    else()
      target_link_libraries(${name} PRIVATE gridgov_${dep})
    endif()
  endforeach()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
