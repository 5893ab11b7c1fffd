import vue from "@vitejs/plugin-vue";
import elementPlus from "unplugin-element-plus/vite";
export default { root: "/tmp/wt/remarks/ui", plugins: [vue(), elementPlus({})], server: { host: "127.0.0.1", port: 5391, strictPort: true, fs: { allow: ["/tmp/wt/remarks"] } } };
