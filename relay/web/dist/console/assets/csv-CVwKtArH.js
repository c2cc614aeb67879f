function c(e){const t=[];let n=[],s="",o=!1,u=1;const i=e.startsWith("\uFEFF")?e.slice(1):e,f=()=>{n.push(s),(n.length>1||n[0]!=="")&&t.push({row:u,cells:n}),u+=1,n=[],s=""};for(let l=0;l<i.length;l+=1){const r=i[l];o?r!=='"'?s+=r:i[l+1]==='"'?(s+='"',l+=1):o=!1:r==='"'&&s===""?o=!0:r===","?(n.push(s),s=""):r===`
`?f():r==="\r"?(i[l+1]===`
`&&(l+=1),f()):s+=r}return(s!==""||n.length>0)&&f(),t}function a(e){const t=/^[=+\-@\t\r]/.test(e)?`'${e}`:e;return/[",\r\n]/.test(t)?`"${t.replaceAll('"','""')}"`:t}const h=e=>`\uFEFF${e.map(t=>t.map(a).join(",")).join(`\r
`)}\r
`;export{c as r,h as w};
