/** A `.lvdash.json` document of an AI/BI dashboard, as far as the page draws it. */

export interface Dashboard {
  readonly datasets: readonly Dataset[];
  readonly pages: readonly Page[];
}

export interface Dataset {
  readonly name: string;
  readonly displayName?: string;
  readonly queryLines?: readonly string[];
  /** The same in one text, as older dashboards have it. */
  readonly query?: string;
  readonly parameters?: readonly Parameter[];
  /** Measures that are calculated from its columns, which widgets name by `MEASURE`. */
  readonly columns?: readonly { readonly displayName: string; readonly expression: string }[];
  readonly catalog?: string;
  readonly schema?: string;
}

export interface Parameter {
  readonly keyword: string;
  readonly displayName?: string;
  readonly defaultSelection?: DefaultSelection;
}

export interface DefaultSelection {
  readonly values?: { readonly values?: readonly { readonly value: string }[] };
}

export interface Page {
  readonly name: string;
  readonly displayName: string;
  readonly layout: readonly Placed[];
}

export interface Placed {
  readonly widget: Widget;
  /** In cells of a grid that is six columns wide. */
  readonly position: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;
}

export interface Widget {
  readonly name: string;
  readonly queries?: readonly NamedQuery[];
  readonly spec?: Spec;
  /** Markdown; such a widget has no `spec`. */
  readonly textbox_spec?: string;
}

export interface NamedQuery {
  readonly name: string;
  readonly query: WidgetQuery;
}

export interface WidgetQuery {
  readonly datasetName: string;
  readonly fields?: readonly { readonly name: string; readonly expression: string }[];
  readonly parameters?: readonly { readonly name: string; readonly keyword: string }[];
  readonly orders?: readonly { readonly direction: 'ASC' | 'DESC'; readonly expression: string }[];
  readonly disaggregated?: boolean;
}

export interface Spec {
  readonly version: number;
  readonly widgetType: string;
  readonly encodings: Encodings;
  readonly frame?: {
    readonly title?: string;
    readonly showTitle?: boolean;
    readonly description?: string;
    readonly showDescription?: boolean;
  };
  readonly mark?: { readonly layout?: string };
  readonly selection?: { readonly defaultSelection?: DefaultSelection };
}

export interface Encodings {
  readonly x?: Encoding;
  readonly y?: Encoding & { readonly fields?: readonly Encoding[] };
  readonly color?: Encoding;
  readonly size?: Encoding;
  readonly angle?: Encoding;
  readonly extra?: readonly Encoding[];
  readonly value?: Encoding;
  readonly columns?: readonly Column[];
  /** Of a filter: columns that it narrows, and parameters that it sets. */
  readonly fields?: readonly FilterField[];
}

export interface Encoding {
  readonly fieldName: string;
  readonly displayName?: string;
  readonly scale?: {
    readonly type?: 'temporal' | 'quantitative' | 'categorical';
    readonly sort?: { readonly by?: string };
    readonly mappings?: readonly { readonly value: string; readonly color: string }[];
  };
  readonly axis?: { readonly title?: string };
  readonly format?: Format;
}

export interface Format {
  readonly type: 'number' | 'number-plain' | 'number-percent' | 'number-currency';
  readonly currencyCode?: string;
  readonly abbreviation?: 'compact' | 'none';
  readonly decimalPlaces?: { readonly type: 'max' | 'exact'; readonly places: number };
}

export interface Column {
  readonly fieldName: string;
  readonly displayName?: string;
  readonly displayAs?: 'string' | 'number' | 'datetime';
  readonly numberFormat?: string;
  readonly dateTimeFormat?: string;
}

export interface FilterField {
  readonly fieldName?: string;
  readonly parameterName?: string;
  readonly displayName?: string;
  readonly queryName: string;
}

/** What is chosen in filters, by the name of the filter's widget; nothing chosen: no entry. */
export type Selections = Readonly<Record<string, readonly string[]>>;

/** Name of null in filters. */
export const NO_VALUE = '(none)';

export const isFilter = (widget: Widget): boolean =>
  widget.spec?.widgetType.startsWith('filter-') ?? false;

/** Returns the initial selection of a filter. */
export function defaultsOf(selection: DefaultSelection | undefined): string[] {
  return (selection?.values?.values ?? []).map(({ value }) => value);
}
