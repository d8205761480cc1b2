"""The descriptors of the project's protos, with comments and with (policy) and (rule) decoded."""

import dataclasses
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

OPTIONS = 'gridgov/v1/options.proto'


@dataclasses.dataclass
class Element:
    """A service, rpc, message, enum, enum value or field, and where it stands."""
    kind: str
    name: str  # Without the package: "Grid.State.STATE_ACTIVE".
    descriptor: object
    owner: object  # The descriptor of the message, service or enum around it, or None.
    place: str  # "proto/gridgov/v1/grid.proto:12"
    comment: str


def load():
    """(policy, rule, files) of all protos below proto/; ends the program if protoc refuses one."""
    protos = sorted(str(p.relative_to('proto')) for p in pathlib.Path('proto').rglob('*.proto'))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['protoc', '-Iproto', f'--python_out={folder}', OPTIONS], check=True)
        sys.path.insert(0, folder)
        # Registers the two extensions, so that the parse below decodes them.
        from gridgov.v1 import options_pb2
        sys.path.remove(folder)
        made = subprocess.run(['protoc', '-Iproto', '--include_source_info',
                               f'--descriptor_set_out={folder}/set', *protos], check=False)
        if made.returncode:
            sys.exit(1)
        files = descriptor_pb2.FileDescriptorSet.FromString(
            pathlib.Path(folder, 'set').read_bytes())
    return options_pb2.policy, options_pb2.rule, files.file


def elements(file):
    """Every Element of a FileDescriptorProto, in the order of its descriptor."""
    where = {tuple(at.path): at for at in file.source_code_info.location}

    def make(kind, prefix, descriptor, owner, path):
        at = where.get(path)
        line = at.span[0] + 1 if at else 1
        return Element(kind, prefix + descriptor.name, descriptor, owner,
                       f'proto/{file.name}:{line}', at.leading_comments.strip() if at else '')

    def enum(descriptor, prefix, owner, path):
        yield make('enum', prefix, descriptor, owner, path)
        for i, value in enumerate(descriptor.value):
            yield make('value', f'{prefix}{descriptor.name}.', value, descriptor, path + (2, i))

    def message(descriptor, prefix, owner, path):
        if descriptor.options.map_entry:
            return
        yield make('message', prefix, descriptor, owner, path)
        inner = f'{prefix}{descriptor.name}.'
        for i, field in enumerate(descriptor.field):
            yield make('field', inner, field, descriptor, path + (2, i))
        for i, nested in enumerate(descriptor.nested_type):
            yield from message(nested, inner, descriptor, path + (3, i))
        for i, nested in enumerate(descriptor.enum_type):
            yield from enum(nested, inner, descriptor, path + (4, i))

    for i, descriptor in enumerate(file.message_type):
        yield from message(descriptor, '', None, (4, i))
    for i, descriptor in enumerate(file.enum_type):
        yield from enum(descriptor, '', None, (5, i))
    for i, service in enumerate(file.service):
        yield make('service', '', service, None, (6, i))
        for j, method in enumerate(service.method):
            yield make('rpc', service.name + '.', method, service, (6, i, 2, j))
    for i, extension in enumerate(file.extension):
        yield make('field', '', extension, None, (7, i))
