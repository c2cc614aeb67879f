import{k as t}from"./index-BiTRexni.js";/* empty css              */function n({children:o}){return t("div",{class:"nhsuk-button-group"},o)}export{n as B};
