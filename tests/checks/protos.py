"""The rules of the contract that need no buf: comments, policies, names. See protos.sh."""

import re
import sys

import descriptors

# Macros of Qt: a field of that name does not compile in the desktop client.
QT_MACROS = {'signals', 'slots', 'emit', 'foreach'}


def upper_snake(name):
    """RoleAssignment -> ROLE_ASSIGNMENT."""
    return re.sub(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', '_', name).upper()


def policy_fault(method, policy):
    """What is wrong with the (policy) of a method, or None."""
    if not method.options.HasExtension(policy):
        return 'has no (policy)'
    duties = method.options.Extensions[policy]
    if not duties.audit:
        return 'does not say what is audited: (policy).audit'
    if sum([bool(duties.permission), duties.public, duties.self]) != 1:
        return 'needs exactly one of permission, public and self in its (policy)'
    return None


def faults(element, policy):
    """What is wrong with one element."""
    descriptor = element.descriptor
    if not element.comment:
        yield 'has no comment above it'
    if element.kind == 'rpc':
        fault = policy_fault(descriptor, policy)
        if fault:
            yield fault
        if descriptor.input_type.rpartition('.')[2] != descriptor.name + 'Request':
            yield f'must take {descriptor.name}Request'
    if element.kind == 'enum':
        zero = upper_snake(descriptor.name) + '_UNSPECIFIED'
        if descriptor.value[0].name != zero or descriptor.value[0].number != 0:
            yield f'must begin with {zero} = 0'
    if element.kind == 'field' and descriptor.name in QT_MACROS:
        yield 'has the name of a macro of Qt'


def main():
    policy, _, files = descriptors.load()
    found = [f'{element.place}: {element.kind} {element.name} {fault}'
             for file in files
             for element in descriptors.elements(file)
             for fault in faults(element, policy)]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
