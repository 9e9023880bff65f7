// What the wall's first pictures need, asked for while Streamlit is still on its way and kept by the browser until the wall asks: the network
// of the model that the address of this module names, the kernel, the modules.

const model = new URL(import.meta.url).searchParams.get("model") ?? "";
fetch(new URL(`api/latent/network?${new URLSearchParams({ model })}`, document.baseURI));
fetch(new URL("../../../gan_core/browser/kernel.wasm", import.meta.url));
import("./wall.mjs");
