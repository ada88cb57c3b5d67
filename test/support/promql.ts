import { parser } from '@prometheus-io/lezer-promql';

/** `name{label="value"}` in an expression. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

/** What an expression of Prometheus asks for. */
export interface Promql {
  /** Where it is no PromQL, each with what stands there; empty when it is. */
  readonly faults: readonly string[];
  readonly selectors: readonly Selector[];
  /** Labels that results are grouped or matched by, each with the metrics within. */
  readonly groupings: readonly { readonly label: string; readonly metrics: readonly string[] }[];
}

type Node = ReturnType<typeof parser.parse>['topNode'];

/** Reads an expression as Prometheus does. Variables of Grafana that stand for a duration are taken for one. */
export function readPromql(expression: string): Promql {
  const text = expression.replaceAll(/\$__(?:rate_)?interval|\$__range/g, '5m');
  const { topNode } = parser.parse(text);
  const textOf = ({ from, to }: Node): string => text.slice(from, to);
  const faults = nodesIn(topNode)
    .filter(({ type }) => type.isError)
    .map(({ from, to }) => `at ${from}: ${text.slice(from, Math.max(to, from + 20))}`);
  const selectors = named(topNode, 'VectorSelector').map((node) => toSelector(node, textOf));
  const groupings = [...named(topNode, 'AggregateExpr'), ...named(topNode, 'BinaryExpr')].flatMap((node) => {
    const metrics = named(node, 'VectorSelector').map((one) => toSelector(one, textOf).metric);
    // Not those of an expression within: that is looked at by itself.
    const own = childrenOf(node).filter(({ name }) => /Modifier/.test(name));
    const labels = own.flatMap((part) => named(part, 'LabelName')).map(textOf);
    return labels.map((label) => ({ label, metrics }));
  });
  return { faults, selectors, groupings };
}

function toSelector(node: Node, textOf: (node: Node) => string): Selector {
  const [identifier] = named(node, 'Identifier');
  const matchers = named(node, 'UnquotedLabelMatcher').map((matcher) => {
    const [label, operator, value] = childrenOf(matcher);
    if (label === undefined || operator === undefined || value === undefined)
      throw new Error(textOf(matcher));
    return { label: textOf(label), operator: textOf(operator), value: textOf(value).slice(1, -1) };
  });
  return { metric: identifier === undefined ? '' : textOf(identifier), matchers };
}

function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function nodesIn(node: Node): readonly Node[] {
  return [node, ...childrenOf(node).flatMap(nodesIn)];
}

function named(node: Node, name: string): readonly Node[] {
  return nodesIn(node).filter((one) => one.name === name);
}
