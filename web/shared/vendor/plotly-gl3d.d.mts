declare const plotly: unknown;
export default plotly;
