/** What LoaXã uses of pdfmake 0.3. Its published types bring the browser's own in, which contradict Node's (tsconfig, paths). */

export type Alignment = 'left' | 'right' | 'center' | 'justify';
type Margins = [left: number, top: number, right: number, bottom: number];

interface Style {
  font?: string;
  fontSize?: number;
  lineHeight?: number;
  bold?: boolean;
  italics?: boolean;
  color?: string;
  fillColor?: string;
  alignment?: Alignment;
  margin?: Margins;
  width?: number | '*' | 'auto';
  unbreakable?: boolean;
  preserveLeadingSpaces?: boolean;
}

export interface TextRun {
  text: string;
  bold?: boolean;
  color?: string;
}
export interface TextContent extends Style {
  text: string | readonly (string | TextRun)[];
  colSpan?: number;
}
export type TableCell = TextContent | '';
interface Table {
  headerRows?: number;
  keepWithHeaderRows?: number;
  dontBreakRows?: boolean;
  widths: readonly number[];
  body: readonly (readonly TableCell[])[];
}
interface TableLayout {
  hLineWidth: () => number;
  vLineWidth: () => number;
  paddingLeft: () => number;
  paddingRight: () => number;
  paddingTop: () => number;
  paddingBottom: () => number;
}
interface Line {
  type: 'line';
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  lineWidth: number;
}

export type Content =
  | ''
  | TextContent
  | (Style & { stack: readonly Content[] })
  | (Style & { columns: readonly Content[] })
  | (Style & { table: Table; layout: TableLayout })
  | (Style & { canvas: readonly Line[] })
  | (Style & { qr: string; fit: number; eccLevel: 'L' | 'M' | 'Q' | 'H' })
  | { section: readonly Content[]; pageOrientation: 'portrait' | 'landscape'; pageMargins: Margins };

export interface DocumentDefinition {
  pageSize: 'A4';
  pageOrientation: 'portrait' | 'landscape';
  pageMargins: Margins;
  language: string;
  info: { title: string; author: string; creationDate: Date };
  defaultStyle: Style;
  header: (page: number) => Content;
  footer: (page: number, pages: number) => Content;
  content: readonly Content[];
}

declare const pdfmake: {
  setUrlAccessPolicy(allows: (url: string) => boolean): void;
  setLocalAccessPolicy(allows: (path: string) => boolean): void;
  setFonts(fonts: Record<string, Record<string, string>>): void;
  createPdf(definition: DocumentDefinition): { getBuffer(): Promise<Buffer> };
};
export default pdfmake;
