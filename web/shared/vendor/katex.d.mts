export function renderToString(tex: string, options?: { throwOnError?: boolean; output?: string; displayMode?: boolean }): string;
