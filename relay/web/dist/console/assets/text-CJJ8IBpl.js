const o=e=>e.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu,"");export{o as f};
