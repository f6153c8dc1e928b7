/* eslint-disable no-bitwise -- flags of the compiler's are bits */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as ts from 'typescript';
import { REPOSITORY } from './documents';

/** A node of Python's syntax tree. */
export interface Node {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Code as a syntax tree, or why it is none. */
export type ParsedPython = { readonly tree: Node } | { readonly error: string };

const PARSE = `
import ast, json, sys
def tree(node):
    if isinstance(node, list): return [tree(item) for item in node]
    if isinstance(node, ast.AST): return {"kind": type(node).__name__, **{name: tree(value) for name, value in ast.iter_fields(node) if name != "kind"}}
    return node if isinstance(node, (str, int, float, bool, type(None))) else str(node)
def parse(code):
    try: return {"tree": tree(ast.parse(code))}
    except SyntaxError as error: return {"error": str(error)}
print(json.dumps([parse(code) for code in json.load(sys.stdin)]))
`;

/** Parses code by Python itself, in one process for all of it. */
export function parsePython(codes: readonly string[]): ParsedPython[] {
  return JSON.parse(execFileSync('python3', ['-c', PARSE], { input: JSON.stringify(codes), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
}

/** The packages that jsii generates from packages in TypeScript. */
const PACKAGES: Readonly<Record<string, string>> = { aws_cdk: 'aws-cdk-lib', cdk_async_tasks: 'cdk-async-tasks', constructs: 'constructs' };

/** What a Python expression is in TypeScript; nothing where it has no counterpart. */
type Meaning =
  | { readonly is: 'module' | 'class' | 'struct'; readonly symbol: ts.Symbol }
  | { readonly is: 'value'; readonly type: ts.Type }
  | undefined;

/**
 * What is wrong with Python code: its syntax, and names of modules, classes, members and keyword arguments that the packages
 * which jsii generates do not have. What those do not declare is not looked at: the code's own functions, other packages.
 *
 * @param fixture the README's fixture, a file of the program: code without imports may take for granted what is in it, and all
 *                that the packages export
 */
export function errorsInPython(program: ts.Program, fixture: string, parsed: ParsedPython): string[] {
  if ('error' in parsed) return [parsed.error];
  return new PythonCode(program.getTypeChecker(), program.getSourceFile(join(REPOSITORY, fixture))!, parsed.tree).errors;
}

class PythonCode {
  public readonly errors: string[] = [];
  private readonly names = new Map<string, Meaning>();

  public constructor(private readonly checker: ts.TypeChecker, private readonly fixture: ts.SourceFile, tree: Node) {
    const isSnippet = !(tree.body as Node[]).some(({ kind }) => kind.startsWith('Import'));
    if (isSnippet) this.takeForGranted();
    this.look(tree);
  }

  private takeForGranted(): void {
    for (const name of ['aws-cdk-lib', 'cdk-async-tasks']) {
      const exported = this.checker.getExportsOfModule(this.packageSymbol(name));
      for (const symbol of exported) this.names.set(pythonName(symbol.name), this.meaningOfSymbol(symbol));
    }
    const scope = this.checker.getSymbolsInScope(this.fixture.endOfFileToken, ts.SymbolFlags.Value | ts.SymbolFlags.Alias);
    const own = scope.filter(({ declarations = [] }) => declarations.some((declaration) => declaration.getSourceFile() === this.fixture));
    for (const symbol of own) this.names.set(symbol.name === 'lambda' ? 'lambda_' : pythonName(symbol.name), this.meaningOfSymbol(symbol));
    const stack = own.find(({ name }) => name === 'Fixture')!;
    this.names.set('self', { is: 'value', type: this.checker.getDeclaredTypeOfSymbol(stack) });
  }

  /** Goes through a part of the tree, whatever it is. */
  private look(part: unknown): void {
    if (Array.isArray(part)) part.forEach((item) => this.look(item));
    else if (isNode(part)) this.meaningOf(part);
  }

  private meaningOf(node: Node): Meaning {
    switch (node.kind) {
      case 'ImportFrom': return void this.import(node);
      case 'Assign': return void this.assign(node);
      case 'Name': return this.names.get(String(node.id));
      case 'Attribute': return this.memberOf(this.meaningOf(node.value as Node), String(node.attr));
      case 'Call': return this.call(node);
      default: return void Object.values(node).forEach((part) => this.look(part));
    }
  }

  private import({ module, names }: Node): void {
    const [name, ...path] = String(module).split('.');
    const root: Meaning = PACKAGES[name] === undefined ? undefined : { is: 'module', symbol: this.packageSymbol(PACKAGES[name]) };
    const imported = path.reduce<Meaning>((meaning, part) => this.memberOf(meaning, part), root);
    for (const { name: member, asname } of names as Node[]) this.names.set(String(asname ?? member), this.memberOf(imported, String(member)));
  }

  private assign({ targets, value }: Node): void {
    const meaning = this.meaningOf(value as Node);
    for (const target of targets as Node[]) if (target.kind === 'Name') this.names.set(String(target.id), meaning);
  }

  private memberOf(meaning: Meaning, name: string): Meaning {
    if (meaning === undefined || meaning.is === 'struct') return undefined;
    const symbol = this.membersOf(meaning).find((member) => pythonName(member.name) === name);
    if (!symbol) this.errors.push(`${name} is unknown${meaning.is === 'module' ? '' : ` to ${this.nameOf(meaning)}`}`);
    return symbol && this.meaningOfSymbol(symbol);
  }

  private membersOf(meaning: NonNullable<Meaning>): readonly ts.Symbol[] {
    if (meaning.is === 'module') return this.checker.getExportsOfModule(meaning.symbol);
    const type = meaning.is === 'value' ? meaning.type : this.checker.getTypeOfSymbolAtLocation(meaning.symbol, this.fixture);
    return this.checker.getPropertiesOfType(type);
  }

  private call({ func, args, keywords }: Node): Meaning {
    const callee = this.meaningOf(func as Node);
    this.look(args);
    const given = (keywords as Node[]).map(({ arg, value }) => {
      this.look(value);
      return String(arg);
    });
    if (callee?.is === 'struct') {
      const type = this.checker.getDeclaredTypeOfSymbol(callee.symbol);
      this.checkArguments(callee.symbol.name, given, this.pythonNames(type));
      return { is: 'value', type };
    }
    const signature = callee && this.signatureOf(callee);
    if (!signature) return undefined;
    const name = String((func as Node).attr ?? (func as Node).id);
    const parameters = signature.getParameters();
    const types = parameters.map((parameter) => this.checker.getNonNullableType(this.checker.getTypeOfSymbolAtLocation(parameter, this.fixture)));
    const lifted = types.at(-1) && isStruct(types.at(-1)!) ? this.pythonNames(types.at(-1)!) : [];
    const positional = lifted.length > 0 ? parameters.length - 1 : parameters.length;
    if ((args as Node[]).length > positional) this.errors.push(`${name} takes ${positional} arguments without a name, not ${(args as Node[]).length}`);
    this.checkArguments(name, given, [...parameters.map((parameter) => pythonName(parameter.name)), ...lifted]);
    return { is: 'value', type: this.checker.getNonNullableType(signature.getReturnType()) };
  }

  private signatureOf(callee: NonNullable<Meaning>): ts.Signature | undefined {
    if (callee.is === 'value') return callee.type.getCallSignatures()[0];
    return this.checker.getTypeOfSymbolAtLocation(callee.symbol, this.fixture).getConstructSignatures()[0];
  }

  private checkArguments(name: string, given: readonly string[], known: readonly string[]): void {
    this.errors.push(...given.filter((argument) => !known.includes(argument)).map((argument) => `${name} has no argument ${argument}`));
  }

  private pythonNames(type: ts.Type): string[] {
    return this.checker.getPropertiesOfType(type).map(({ name }) => pythonName(name));
  }

  private meaningOfSymbol(found: ts.Symbol): Meaning {
    const has = (symbol: ts.Symbol, flags: ts.SymbolFlags): boolean => (symbol.flags & flags) !== 0;
    const symbol = has(found, ts.SymbolFlags.Alias) ? this.checker.getAliasedSymbol(found) : found;
    if (has(symbol, ts.SymbolFlags.Class | ts.SymbolFlags.Enum)) return { is: 'class', symbol };
    if (has(symbol, ts.SymbolFlags.Interface)) return { is: 'struct', symbol };
    if (has(symbol, ts.SymbolFlags.Module)) return { is: 'module', symbol };
    return { is: 'value', type: this.checker.getNonNullableType(this.checker.getTypeOfSymbolAtLocation(symbol, this.fixture)) };
  }

  /** A package that the fixture imports. */
  private packageSymbol(name: string): ts.Symbol {
    const specifiers = this.fixture.statements.filter(ts.isImportDeclaration).map(({ moduleSpecifier }) => moduleSpecifier as ts.StringLiteral);
    return this.checker.getSymbolAtLocation(specifiers.find(({ text }) => text === name)!)!;
  }

  private nameOf(meaning: NonNullable<Meaning>): string {
    return meaning.is === 'value' ? this.checker.typeToString(meaning.type) : meaning.symbol.name;
  }
}

/** Members are in snake_case in Python; classes and constants keep their names. */
function pythonName(name: string): string {
  return /^[a-z]/.test(name) ? name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase() : name;
}

/** Data that is passed by value: its properties are keyword arguments in Python. */
function isStruct(type: ts.Type): boolean {
  return type.symbol?.flags === ts.SymbolFlags.Interface && !/^I[A-Z]/.test(type.symbol.name);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
