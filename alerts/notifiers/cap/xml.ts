/** What XML 1.0 allows as a character (2.2), written as what it does not. */
const forbidden = /[\p{Cc}--[\t\n\r]]|[\u{fffe}\u{ffff}]|\p{Surrogate}/gv;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text as it stands in an element or an attribute. What XML cannot hold is left out. */
export function toXmlText(text: string): string {
  return text.replace(forbidden, '').replace(/[&<>"]/gu, (sign) => entities[sign] ?? sign);
}

/** An element with text. */
export function textElement(name: string, text: string): string {
  return `<${name}>${toXmlText(text)}</${name}>`;
}

/** An element of elements, each of them XML already. */
export function element(name: string, children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}
