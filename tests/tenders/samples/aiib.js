// The list of notices.
var ppoData = [
  {id:"October 21, 2026",cd:"November 30,2026",mb:"Tajikistan",pj:"Pamir Hydropower Rehabilitation",ds:"Turbines &amp; generators, Lot 1",cr:"",sd:"",pc:"",st:"Energy",ct:"Notices",tp:"Specific Procurement Notice",dc:"/en/projects/details/2026/_download/pamir-spn.pdf"},
  {id:"October 2, 2026",cd:"",mb:"Bangladesh",pj:"Grid of the Delta",ds:"",cr:"",sd:"",pc:"",st:"Energy",ct:"Notices",tp:"General Procurement Notice",dc:"/en/projects/details/2026/_download/delta-gpn.pdf"},
  {id:"November 3, 2026",cd:"December 14, 2026",mb:"Tajikistan",pj:"Pamir Hydropower Rehabilitation",ds:"Turbines &amp; generators, Lot 1",cr:"",sd:"",pc:"",st:"Energy",ct:"Notices",tp:"Extension of Tender Submission",dc:"/en/projects/details/2026/_download/pamir-extension.pdf"},
  {id:"November 4, 2026",cd:"December 1, 2026",mb:"Asia",pj:"Bank\'s \u00ab Energy \u00bb facility",ds:'Owner&#8217;s engineer',cr:"",sd:"",pc:"",st:"Multi-sector",ct:"Notices",tp:"Request for Expression of Interest",dc:""},
];
