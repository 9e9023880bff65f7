// The machine-readable mark that a picture was generated, in what a browser saves: IPTC's DigitalSourceType in XMP, as gan_core/provenance.py writes it.

import { crc32 } from "./crc32.mjs";

/** @typedef {{model: string, seed?: number, step?: number}} MadeBy the model that drew a picture, and where to draw it again */

const GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
const TOOL = "GAN Classroom";
const PNG_KEYWORD = "XML:com.adobe.xmp";
const PNG_HEAD = 33; // bytes of the signature and of the first chunk, IHDR
const GIF_HEAD = "\x21\xff\x0bXMP DataXMP";

/** @type {(text: string) => string} */
const quoted = (text) => `"${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")}"`;

/**
 * What says so, as an XML element; an SVG holds it as it is.
 * @param {MadeBy} madeBy
 */
export function metadata({ model, seed, step }) {
  const about = Object.entries({ model, seed, step })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ");
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" Iptc4xmpExt:DigitalSourceType=${quoted(GENERATED)}
 Iptc4xmpExt:AISystemUsed=${quoted(`${TOOL}; ${about}`)} xmp:CreatorTool=${quoted(TOOL)} photoshop:Instructions=${quoted(about)}/>
</rdf:RDF></x:xmpmeta>`;
}

/** @type {(madeBy: MadeBy) => Uint8Array} */
const packet = (madeBy) =>
  new TextEncoder().encode(`<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${metadata(madeBy)}\n<?xpacket end="r"?>`);

/** @type {(text: string) => Uint8Array} */
const latin = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** @type {(...parts: Uint8Array[]) => Uint8Array<ArrayBuffer>} */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @type {(value: number) => Uint8Array} */
const bigEndian = (value) => new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);

/**
 * A whole PNG with the mark as an iTXt chunk after its first.
 * @param {Uint8Array} png
 * @param {MadeBy} madeBy
 */
export function markedPng(png, madeBy) {
  const content = joined(latin("iTXt"), latin(`${PNG_KEYWORD}\0\0\0\0\0`), packet(madeBy)); // not compressed; no language, no translated keyword
  const chunk = joined(bigEndian(content.length - 4), content, bigEndian(crc32(content)));
  return joined(png.subarray(0, PNG_HEAD), chunk, png.subarray(PNG_HEAD));
}

/**
 * A whole GIF with the mark before its end.
 * @param {Uint8Array} gif
 * @param {MadeBy} madeBy
 */
export function markedGif(gif, madeBy) {
  const trailer = Uint8Array.from({ length: 258 }, (_, index) => (index === 0 ? 1 : Math.max(0, 256 - index))); // a reader of sub-blocks lands on the last 0
  return joined(gif.subarray(0, -1), latin(GIF_HEAD), packet(madeBy), trailer, gif.subarray(-1));
}

/**
 * A canvas as a marked PNG.
 * @param {{convertToBlob: () => Promise<Blob>}} canvas
 * @param {MadeBy} madeBy
 */
export async function pngOf(canvas, madeBy) {
  const content = await (await canvas.convertToBlob()).arrayBuffer();
  return new Blob([markedPng(new Uint8Array(content), madeBy)], { type: "image/png" });
}
