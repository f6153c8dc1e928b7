/**
 * DynamoDB's expressions: a parser for each kind, and their evaluation on items. A text is parsed once, however often it
 * is evaluated. A piece of grammar that is not known here is an error, never a guess.
 */
import {
  ATTRIBUTE_TYPES, compareValues, copyValue, equals, hasElement, ORDERED_TYPES, typeOf, ValidationException,
} from './attribute-values';

type Item = Record<string, any>;

export type ExpressionKind =
  'ConditionExpression' | 'FilterExpression' | 'KeyConditionExpression' | 'ProjectionExpression' | 'UpdateExpression';

/** What the placeholders of a request stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, any>>;
}

/** Attribute names (or their `#placeholders`) and list indexes, from the item inwards. */
export type Path = readonly (string | number)[];

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly path: Path };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly candidates: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly expected: boolean }
  | { readonly kind: 'call'; readonly name: CallName; readonly operand: Operand; readonly argument: Operand };

type CallName = 'attribute_type' | 'begins_with' | 'contains';

/** What a SET assigns. */
type Term =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: Term }
  | { readonly kind: 'list_append' | '+' | '-'; readonly left: Term; readonly right: Term };

export interface Update {
  readonly set: { readonly path: Path; readonly term: Term }[];
  readonly remove: Path[];
  readonly add: { readonly path: Path; readonly value: string }[];
}

/** A parsed expression. */
export interface Expression<Tree> {
  readonly kind: ExpressionKind;
  readonly tree: Tree;
  /** The `#names` and `:values` that occur in it. */
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  /** What DynamoDB checks of the values before it looks at any item. */
  readonly checks: readonly ((values: Placeholders['values']) => void)[];
}

export function parseCondition(kind: ExpressionKind, text: string): Expression<Condition> {
  return parseOnce(kind, text, (parser) => parser.condition());
}

export function parseProjection(text: string): Expression<Path[]> {
  return parseOnce('ProjectionExpression', text, (parser) => parser.projection());
}

export function parseUpdate(text: string): Expression<Update> {
  return parseOnce('UpdateExpression', text, (parser) => parser.update());
}

/** Far more than there are transitions and queries; texts that differ from call to call do not fill the memory. */
const MAX_PARSED = 1000;

/** By their texts, for each kind. */
const PARSED = new Map<ExpressionKind, Map<string, Expression<any>>>();

function parseOnce<Tree>(kind: ExpressionKind, text: string, parse: (parser: Parser) => Tree): Expression<Tree> {
  const parsed = parsedOf(kind);
  let expression = parsed.get(text);
  if (!expression) {
    expression = new Parser(kind, text).parse(parse);
    if (parsed.size >= MAX_PARSED) parsed.clear();
    parsed.set(text, expression);
  }
  return expression;
}

function parsedOf(kind: ExpressionKind): Map<string, Expression<any>> {
  let parsed = PARSED.get(kind);
  if (!parsed) {
    parsed = new Map();
    PARSED.set(kind, parsed);
  }
  return parsed;
}

/**
 * The request's own check of its placeholders: each one used is defined, each one defined is used, and the values fit
 * their operators.
 */
export function checkPlaceholders(expressions: readonly Expression<unknown>[], { names, values }: Placeholders): void {
  for (const expression of expressions) {
    requireDefined(expression.names, names, `Invalid ${expression.kind}: An expression attribute name used in the document path is not defined; attribute name`);
    requireDefined(expression.values, values, `Invalid ${expression.kind}: An expression attribute value used in expression is not defined; attribute value`);
    for (const check of expression.checks) check(values);
  }
  requireUsed(names, expressions.map((expression) => expression.names), 'ExpressionAttributeNames');
  requireUsed(values, expressions.map((expression) => expression.values), 'ExpressionAttributeValues');
}

function requireDefined(used: ReadonlySet<string>, defined: Readonly<Record<string, unknown>>, sentence: string): void {
  for (const name of used) {
    if (defined[name] === undefined) throw new ValidationException(`${sentence}: ${name}`);
  }
}

function requireUsed(defined: Readonly<Record<string, unknown>>, used: ReadonlySet<string>[], parameter: string): void {
  const unused = Object.keys(defined).filter((name) => !used.some((names) => names.has(name)));
  if (unused.length > 0) throw new ValidationException(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
}

/** Whether the condition holds for the item; an absent item is one without attributes. */
export function holds(condition: Condition, item: Item, scope: Placeholders): boolean {
  switch (condition.kind) {
    case 'and': return holds(condition.left, item, scope) && holds(condition.right, item, scope);
    case 'or': return holds(condition.left, item, scope) || holds(condition.right, item, scope);
    case 'not': return !holds(condition.condition, item, scope);
    case 'exists': return (valueAt(item, condition.path, scope) !== undefined) === condition.expected;
    case 'compare':
      return isTrue(condition.comparator, operandValue(condition.left, item, scope), operandValue(condition.right, item, scope));
    case 'between': {
      const value = operandValue(condition.operand, item, scope);
      return isTrue('>=', value, operandValue(condition.low, item, scope)) && isTrue('<=', value, operandValue(condition.high, item, scope));
    }
    case 'in': {
      const value = operandValue(condition.operand, item, scope);
      return condition.candidates.some((candidate) => equals(value, operandValue(candidate, item, scope)));
    }
    case 'call':
      return calls[condition.name](operandValue(condition.operand, item, scope), operandValue(condition.argument, item, scope));
  }
}

function isTrue(comparator: Comparator, left: unknown, right: unknown): boolean {
  if (comparator === '=') return equals(left, right);
  if (comparator === '<>') return !equals(left, right);

  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
  }
}

const calls: Record<CallName, (value: any, argument: any) => boolean> = {
  attribute_type: (value, type) => value !== undefined && typeOf(value) === type,
  begins_with: (value, prefix) => {
    if (typeof value === 'string') return typeof prefix === 'string' && value.startsWith(prefix);
    if (value instanceof Uint8Array) return prefix instanceof Uint8Array && equals(value.subarray(0, prefix.length), prefix);
    return false;
  },
  contains: (value, part) => {
    if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
    return (Array.isArray(value) || value instanceof Set) && hasElement(value, part);
  },
};

function operandValue(operand: Operand, item: Item, scope: Placeholders): unknown {
  switch (operand.kind) {
    case 'path': return valueAt(item, operand.path, scope);
    case 'value': return scope.values[operand.name];
    case 'size': return countOf(valueAt(item, operand.path, scope));
  }
}

/** What `size` says: characters, bytes or elements; numbers and their like have none. */
function countOf(value: any): number | undefined {
  if (value === undefined) return undefined;
  switch (typeOf(value)) {
    case 'S': case 'B': case 'L': return value.length;
    case 'M': return Object.keys(value).length;
    case 'SS': case 'NS': case 'BS': return value.size;
    default: return undefined;
  }
}

/** The value at a path; nothing when the item has none there. */
export function valueAt(item: Item, path: Path, { names }: Pick<Placeholders, 'names'>): any {
  let value: any = item;
  for (const part of path) value = memberOf(value, typeof part === 'string' ? nameOf(part, names) : part);
  return value;
}

function memberOf(container: any, member: string | number): any {
  if (typeof member === 'number') return Array.isArray(container) ? container[member] : undefined;
  return isMap(container) && Object.hasOwn(container, member) ? container[member] : undefined;
}

function isMap(value: any): boolean {
  return value !== undefined && typeOf(value) === 'M';
}

function nameOf(part: string, names: Placeholders['names']): string {
  return part[0] === '#' ? names[part] : part;
}

function resolved(path: Path, names: Placeholders['names']): Path {
  return path.map((part) => (typeof part === 'string' ? nameOf(part, names) : part));
}

/** The parts of an item at the paths; nothing when it has none of them. */
export function project(item: Item, paths: readonly Path[], { names }: Pick<Placeholders, 'names'>): Item | undefined {
  return projectValue(item, paths.map((path) => resolved(path, names)));
}

function projectValue(value: any, paths: readonly Path[]): any {
  if (paths.some((path) => path.length === 0)) return value;

  const inner = new Map<string | number, Path[]>();
  for (const [member, ...rest] of paths) inner.set(member, [...inner.get(member) ?? [], rest]);
  const members = [...inner]
    .filter(([member]) => memberOf(value, member) !== undefined)
    .map(([member, rests]) => [member, projectValue(memberOf(value, member), rests)] as const)
    .filter(([, part]) => part !== undefined);
  if (members.length === 0) return undefined;
  return Array.isArray(value)
    ? members.sort(([a], [b]) => Number(a) - Number(b)).map(([, part]) => part)
    : Object.fromEntries(members);
}

/** The paths that an update writes. */
export function updatedPaths(update: Update): Path[] {
  return [...update.set.map(({ path }) => path), ...update.remove, ...update.add.map(({ path }) => path)];
}

/** DynamoDB refuses paths of which one is, or lies in, another, and those that take a value for a map and for a list. */
export function checkOverlap(kind: ExpressionKind, paths: readonly Path[], { names }: Pick<Placeholders, 'names'>): void {
  const whole = paths.map((path) => resolved(path, names));
  if (new Set(whole.map(([first]) => first)).size === whole.length) return;

  whole.forEach((path, at) => {
    for (const other of whole.slice(at + 1)) {
      const parting = path.findIndex((part, index) => part !== other[index]);
      const overlap = parting === -1 || parting === other.length;
      if (overlap || typeof path[parting] !== typeof other[parting]) {
        throw new ValidationException(`Invalid ${kind}: Two document paths ${overlap ? 'overlap' : 'conflict'} with each other; `
          + `must remove or rewrite one of these paths; path one: [${path.join(', ')}], path two: [${other.join(', ')}]`);
      }
    }
  });
}

/** The item as the update leaves it. The old item stays as it is; every term sees the old one. */
export function applyUpdate(update: Update, old: Item, scope: Placeholders): Item {
  const assignments = update.set.map(({ path, term }) => ({ path: resolved(path, scope.names), value: termValue(term, old, scope) }));
  const additions = update.add.map(({ path, value }) => ({
    path: resolved(path, scope.names),
    value: sum(valueAt(old, path, scope), scope.values[value]),
  }));
  const removals = update.remove.map((path) => resolved(path, scope.names)).sort(lastIndexFirst);

  let item = { ...old };
  for (const { path, value } of [...assignments, ...additions]) {
    if (path.length === 1) item[path[0]] = copyValue(value);
    else item = assign(item, path, copyValue(value));
  }
  for (const path of removals) item = removeAt(item, path);
  return item;
}

function termValue(term: Term, item: Item, scope: Placeholders): any {
  switch (term.kind) {
    case 'value': return scope.values[term.name];
    case 'if_not_exists': {
      const value = valueAt(item, term.path, scope);
      return value === undefined ? termValue(term.otherwise, item, scope) : value;
    }
    case 'list_append': return appended(termValue(term.left, item, scope), termValue(term.right, item, scope));
    case '+': return calculated(termValue(term.left, item, scope), termValue(term.right, item, scope), 1);
    case '-': return calculated(termValue(term.left, item, scope), termValue(term.right, item, scope), -1);
    case 'path': {
      const value = valueAt(item, term.path, scope);
      if (value === undefined) throw new ValidationException('The provided expression refers to an attribute that does not exist in the item');
      return value;
    }
  }
}

function appended(left: unknown, right: unknown): unknown[] {
  if (!Array.isArray(left) || !Array.isArray(right)) throw wrongOperand();
  return [...left, ...right];
}

/** Whole numbers only: DynamoDB calculates decimals exactly, JavaScript does not. */
function calculated(left: unknown, right: unknown, sign: 1 | -1): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw wrongOperand();
  const result = left + sign * right;
  if (![left, right, result].every(Number.isSafeInteger)) throw new Error('arithmetic is implemented for whole numbers only');
  return result;
}

/** What ADD makes of an attribute. */
function sum(old: any, value: any): any {
  if (old === undefined) return value;
  if (value instanceof Set && old instanceof Set && typeOf(value) === typeOf(old)) {
    return new Set([...old, ...[...value].filter((element) => !hasElement(old, element))]);
  }
  return calculated(old, value, 1);
}

function wrongOperand(): ValidationException {
  return new ValidationException('An operand in the update expression has an incorrect data type');
}

function assign(container: any, [member, ...rest]: Path, value: unknown): any {
  const inner = rest.length === 0 ? value : assign(innerOf(container, member), rest, value);
  if (typeof member === 'string' && isMap(container)) return { ...container, [member]: inner };
  if (typeof member === 'number' && Array.isArray(container)) return withElement(container, member, inner);
  throw invalidPath();
}

/** An element beyond a list's end becomes its last. */
function withElement(list: readonly unknown[], at: number, element: unknown): unknown[] {
  const copy = [...list];
  copy[Math.min(at, list.length)] = element;
  return copy;
}

function removeAt(container: any, [member, ...rest]: Path): any {
  if (rest.length > 0) return assign(container, [member], removeAt(innerOf(container, member), rest));
  if (Array.isArray(container)) return container.filter((_, at) => at !== member);
  if (!isMap(container)) throw invalidPath();
  const { [member]: _, ...others } = container;
  return others;
}

function innerOf(container: any, member: string | number): any {
  const inner = memberOf(container, member);
  if (inner === undefined) throw invalidPath();
  return inner;
}

function invalidPath(): ValidationException {
  return new ValidationException('The document path provided in the update expression is invalid for update');
}

/** Removals name a list's elements as they were: the last one goes first. */
function lastIndexFirst(a: Path, b: Path): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && typeof a[at] === 'number' && typeof b[at] === 'number' ? b[at] - a[at] : 0;
}

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'REMOVE', 'ADD', 'DELETE']);
const TOKEN = /\s*([#:]\w+|[A-Za-z_]\w*|\d+|<>|<=|>=|[=<>()+\-,.[\]])/y;
const MAX_EXPRESSION_BYTES = 4096;
const MAX_CANDIDATES = 100;

/** A recursive descent over the tokens of one expression. */
class Parser {
  private readonly tokens: readonly string[];
  private position = 0;
  private readonly names = new Set<string>();
  private readonly values = new Set<string>();
  private readonly checks: ((values: Placeholders['values']) => void)[] = [];
  /** The conditions that stood in parentheses: DynamoDB refuses a second pair. */
  private readonly enclosed = new WeakSet<Condition>();

  public constructor(private readonly kind: ExpressionKind, text: string) {
    if (text.trim() === '') throw this.invalid('The expression can not be empty;');
    if (Buffer.byteLength(text) > MAX_EXPRESSION_BYTES) throw this.invalid('Expression size has exceeded the maximum allowed size;');
    this.tokens = this.tokenize(text);
  }

  public parse<Tree>(rule: (parser: Parser) => Tree): Expression<Tree> {
    const tree = rule(this);
    if (this.token !== undefined) throw this.syntaxError();
    return { kind: this.kind, tree, names: this.names, values: this.values, checks: this.checks };
  }

  public condition(): Condition {
    let left = this.conjunction();
    while (this.acceptKeyword('OR')) left = { kind: 'or', left, right: this.conjunction() };
    return left;
  }

  public projection(): Path[] {
    return this.list(() => this.path());
  }

  public update(): Update {
    const update: Update = { set: [], remove: [], add: [] };
    const seen = new Set<string>();
    while (this.token !== undefined) {
      const section = this.next().toUpperCase();
      if (seen.has(section)) throw this.invalid(`The "${section}" section can only be used once in an update expression;`);
      seen.add(section);
      this.section(section, update);
    }
    return update;
  }

  private section(section: string, update: Update): void {
    switch (section) {
      case 'SET':
        update.set.push(...this.list(() => this.assignment()));
        break;
      case 'REMOVE':
        update.remove.push(...this.list(() => this.path()));
        break;
      case 'ADD':
        update.add.push(...this.list(() => this.addition()));
        break;
      case 'DELETE': throw new Error('DELETE (of elements from a set) is not implemented');
      default:
        this.position -= 1;
        throw this.syntaxError();
    }
  }

  private assignment(): { path: Path; term: Term } {
    const path = this.path();
    this.expect('=');
    const left = this.term();
    const sign = this.token;
    if (sign !== '+' && sign !== '-') return { path, term: left };
    this.position += 1;
    const right = this.term();
    this.checkTerms(sign, ['N'], left, right);
    return { path, term: { kind: sign, left, right } };
  }

  private term(): Term {
    if (this.isCall('if_not_exists')) {
      return this.inParentheses(() => {
        const path = this.path();
        this.expect(',');
        return { kind: 'if_not_exists', path, otherwise: this.term() };
      });
    }
    if (this.isCall('list_append')) {
      return this.inParentheses(() => {
        const left = this.term();
        this.expect(',');
        const right = this.term();
        this.checkTerms('list_append', ['L'], left, right);
        return { kind: 'list_append', left, right };
      });
    }
    const operand = this.operand();
    if (operand.kind === 'size') throw this.misused('size');
    return operand;
  }

  private addition(): { path: Path; value: string } {
    const path = this.path();
    const value = this.value();
    this.checkType(value, 'ADD', ['N', 'SS', 'NS', 'BS']);
    return { path, value };
  }

  private conjunction(): Condition {
    let left = this.negation();
    while (this.acceptKeyword('AND')) left = { kind: 'and', left, right: this.negation() };
    return left;
  }

  private negation(): Condition {
    return this.acceptKeyword('NOT') ? { kind: 'not', condition: this.negation() } : this.primary();
  }

  private primary(): Condition {
    if (this.token === '(') return this.enclosedCondition();
    if (this.isWord() && this.tokens[this.position + 1] === '(' && this.token !== 'size') return this.call();
    return this.comparison();
  }

  private enclosedCondition(): Condition {
    const condition = this.inParentheses(() => this.condition());
    if (this.enclosed.has(condition)) throw this.invalid('The expression has redundant parentheses;');
    this.enclosed.add(condition);
    return condition;
  }

  private call(): Condition {
    const name = this.next();
    switch (name) {
      case 'attribute_exists': return { kind: 'exists', path: this.inParentheses(() => this.path()), expected: true };
      case 'attribute_not_exists': return { kind: 'exists', path: this.inParentheses(() => this.path()), expected: false };
      case 'attribute_type': case 'begins_with': case 'contains': return this.callWithArgument(name);
      case 'if_not_exists': case 'list_append': throw this.misused(name);
      default: throw this.invalid(`Invalid function name; function: ${name}`);
    }
  }

  private callWithArgument(name: CallName): Condition {
    return this.inParentheses(() => {
      const operand = this.operand();
      this.expect(',');
      const argument = this.operand();
      this.checkDistinct(name, operand, [argument]);
      if (name === 'begins_with') this.checkOperand(argument, name, ['S', 'B']);
      if (name === 'attribute_type') this.checkTypeName(argument);
      return { kind: 'call', name, operand, argument };
    });
  }

  private comparison(): Condition {
    const operand = this.operand();
    if (this.acceptKeyword('BETWEEN')) return this.between(operand);
    if (this.acceptKeyword('IN')) return this.membership(operand);
    if (!COMPARATORS.includes(this.token ?? '')) {
      throw operand.kind === 'size' && (this.token === undefined || this.token === ')') ? this.misused('size') : this.syntaxError();
    }

    const comparator = this.next() as Comparator;
    const right = this.operand();
    this.checkDistinct(comparator, operand, [right]);
    if (comparator !== '=' && comparator !== '<>') this.checkOrdered(comparator, operand, right);
    return { kind: 'compare', comparator, left: operand, right };
  }

  private between(operand: Operand): Condition {
    const low = this.operand();
    this.expectKeyword('AND');
    const high = this.operand();
    this.checkDistinct('BETWEEN', operand, [low, high]);
    this.checkOrdered('BETWEEN', operand, low, high);
    this.checkBounds(low, high);
    return { kind: 'between', operand, low, high };
  }

  private membership(operand: Operand): Condition {
    const candidates = this.inParentheses(() => this.list(() => this.operand()));
    if (candidates.length > MAX_CANDIDATES) throw this.invalid(`Too many operands for IN; number of operands: ${candidates.length}`);
    this.checkDistinct('IN', operand, candidates);
    return { kind: 'in', operand, candidates };
  }

  private operand(): Operand {
    if (this.token?.startsWith(':')) return { kind: 'value', name: this.value() };
    if (this.isCall('size')) return { kind: 'size', path: this.inParentheses(() => this.path()) };
    return { kind: 'path', path: this.path() };
  }

  private value(): string {
    if (!this.token?.startsWith(':')) throw this.syntaxError();
    const name = this.next();
    this.values.add(name);
    return name;
  }

  private path(): Path {
    const path: (string | number)[] = [this.attributeName()];
    for (;;) {
      if (this.accept('.')) {
        path.push(this.attributeName());
      } else if (this.accept('[')) {
        path.push(this.listIndex());
        this.expect(']');
      } else {
        return path;
      }
    }
  }

  private attributeName(): string {
    const token = this.token;
    if (token?.startsWith('#')) this.names.add(token);
    else if (!this.isWord() || this.tokens[this.position + 1] === '(') throw this.syntaxError();
    return this.next();
  }

  private listIndex(): number {
    if (!/^\d+$/.test(this.token ?? '')) throw this.syntaxError();
    return Number(this.next());
  }

  private list<Element>(rule: () => Element): Element[] {
    const elements = [rule()];
    while (this.accept(',')) elements.push(rule());
    return elements;
  }

  private inParentheses<Inner>(rule: () => Inner): Inner {
    this.expect('(');
    const inner = rule();
    this.expect(')');
    return inner;
  }

  private checkDistinct(operator: string, first: Operand, others: readonly Operand[]): void {
    if (others.some((other) => JSON.stringify(other) === JSON.stringify(first))) {
      throw this.invalid(`The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}`);
    }
  }

  private checkOrdered(operator: string, ...operands: readonly Operand[]): void {
    for (const operand of operands) this.checkOperand(operand, operator, ORDERED_TYPES);
  }

  private checkOperand(operand: Operand, operator: string, types: readonly string[]): void {
    if (operand.kind === 'value') this.checkType(operand.name, operator, types);
  }

  private checkTerms(operator: string, types: readonly string[], ...terms: readonly Term[]): void {
    for (const term of terms) {
      if (term.kind === 'value') this.checkType(term.name, operator, types);
    }
  }

  private checkType(name: string, operator: string, types: readonly string[]): void {
    this.checks.push((values) => {
      const type = typeOf(values[name]);
      if (!types.includes(type)) {
        throw this.invalid(`Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`);
      }
    });
  }

  private checkTypeName(argument: Operand): void {
    if (argument.kind !== 'value') throw this.invalid('attribute_type takes a :value');
    this.checkType(argument.name, 'attribute_type', ['S']);
    this.checks.push((values) => {
      if (!ATTRIBUTE_TYPES.includes(values[argument.name])) throw this.invalid(`Invalid attribute type name found; type: ${values[argument.name]}`);
    });
  }

  private checkBounds(low: Operand, high: Operand): void {
    if (low.kind !== 'value' || high.kind !== 'value') return;
    this.checks.push((values) => {
      const order = compareValues(values[low.name], values[high.name]);
      if (order === undefined) throw this.invalid('The BETWEEN operator requires same data type for lower and upper bounds');
      if (order > 0) throw this.invalid('The BETWEEN operator requires upper bound to be greater than or equal to lower bound');
    });
  }

  private get token(): string | undefined {
    return this.tokens[this.position];
  }

  private next(): string {
    if (this.token === undefined) throw this.syntaxError();
    this.position += 1;
    return this.tokens[this.position - 1];
  }

  private isWord(): boolean {
    return /^[A-Za-z_]/.test(this.token ?? '') && !KEYWORDS.has(this.token!.toUpperCase());
  }

  /** Transitions over the name of a function that is called here. */
  private isCall(name: string): boolean {
    return this.tokens[this.position + 1] === '(' && this.accept(name);
  }

  private accept(token: string): boolean {
    if (this.token !== token) return false;
    this.position += 1;
    return true;
  }

  private acceptKeyword(keyword: string): boolean {
    if (this.token?.toUpperCase() !== keyword) return false;
    this.position += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.accept(token)) throw this.syntaxError();
  }

  private expectKeyword(keyword: string): void {
    if (!this.acceptKeyword(keyword)) throw this.syntaxError();
  }

  private tokenize(text: string): string[] {
    const tokens: string[] = [];
    const source = text.trimEnd();
    TOKEN.lastIndex = 0;
    for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
      const match = TOKEN.exec(source);
      if (!match) throw this.invalid(`Syntax error; near: "${source.slice(at, at + 20)}"`);
      tokens.push(match[1]);
    }
    return tokens;
  }

  private misused(name: string): ValidationException {
    return this.invalid(`The function is not allowed to be used this way in an expression; function: ${name}`);
  }

  private syntaxError(): ValidationException {
    const near = this.tokens.slice(Math.max(0, this.position - 1), this.position + 2).join(' ');
    return this.invalid(`Syntax error; token: ${this.token === undefined ? '<EOF>' : `"${this.token}"`}, near: "${near}"`);
  }

  private invalid(message: string): ValidationException {
    return new ValidationException(`Invalid ${this.kind}: ${message}`);
  }
}
