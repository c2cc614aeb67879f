const e=a=>a.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu,""),o=a=>a.charAt(0).toUpperCase()+a.slice(1);export{o as c,e as f};
